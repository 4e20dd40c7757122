import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { may, RIGHTS, ROLES } from '../../../model/rights.ts'
import { Button } from '../app/button.tsx'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { personName } from '../people/names.ts'
import { useMay } from '../session/rights.ts'
import { NotYet } from '../system/not-yet.tsx'
import { peopleQuery } from '../system/queries.ts'
import style from './page.module.css'
import { PersonForm } from './person-form.tsx'
import { type PersonEntry, peopleSettingsQuery } from './queries.ts'
import { SavedWords } from './save.tsx'
import { TokenForm } from './token-form.tsx'

type Token = Omit<PersonEntry, 'hasPassword'>

/** Who may sign in, which programs may call, and what each role may do. */
export function PeoplePanel() {
  return (
    <>
      {useMay('people.change') ? <Editable /> : <Readable />}
      <RightsTable />
    </>
  )
}

function Editable() {
  const say = useSay()
  const asked = useQuery(peopleSettingsQuery)
  const [person, setPerson] = useState<PersonEntry | 'new'>()
  const [token, setToken] = useState<Token | 'new'>()
  const { data } = asked
  if (!data) return <NotYet asked={asked} />
  return (
    <>
      <SavedWords />
      <section>
        <People people={data.people} edit={setPerson} />
        <Button small onPress={() => setPerson('new')}>
          {say('settings.people.addPerson')}
        </Button>
      </section>
      <section>
        <h2>{say('settings.people.programs')}</h2>
        {data.tokens.length === 0 ? (
          <p className="muted">{say('settings.people.noTokens')}</p>
        ) : (
          <People people={data.tokens} edit={setToken} />
        )}
        <Button small onPress={() => setToken('new')}>
          {say('settings.people.addToken')}
        </Button>
      </section>
      {person && (
        <PersonForm
          person={person === 'new' ? undefined : person}
          version={data.version}
          close={() => setPerson(undefined)}
        />
      )}
      {token && (
        <TokenForm
          token={token === 'new' ? undefined : token}
          version={data.version}
          close={() => setToken(undefined)}
        />
      )}
    </>
  )
}

function Readable() {
  const say = useSay()
  const asked = useQuery(peopleQuery)
  if (!asked.data) return <NotYet asked={asked} />
  return (
    <section>
      <p className="muted">{say('settings.people.readOnly')}</p>
      <People people={asked.data.people} />
    </section>
  )
}

function People<T extends Token & { hasPassword?: boolean }>({
  people,
  edit,
}: {
  people: readonly T[]
  edit?: (person: T) => void
}) {
  const say = useSay()
  const language = useLanguage()
  return (
    <table>
      <thead>
        <tr>
          <th>{say('settings.people.person')}</th>
          <th>{say('settings.people.id')}</th>
          <th>{say('settings.people.roles')}</th>
          <th />
          {edit && <th />}
        </tr>
      </thead>
      <tbody>
        {people.map(person => (
          <tr key={person.id} className={person.disabled ? style.off : ''}>
            <th scope="row">{personName(person, language)}</th>
            <td>{person.id}</td>
            <td>{person.roles.map(role => say(`session.roles.${role}`)).join(' · ')}</td>
            <td className={style.quiet}>
              {person.disabled && <span className={style.mark}>{say('settings.people.disabled')}</span>}{' '}
              {person.hasPassword !== undefined &&
                say(person.hasPassword ? 'settings.people.hasPassword' : 'settings.people.noPassword')}
            </td>
            {edit && (
              <td>
                <Button
                  small
                  onPress={() => edit(person)}
                  aria-label={`${personName(person, language)}: ${say('settings.edit')}`}
                >
                  {say('settings.edit')}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function RightsTable() {
  const say = useSay()
  return (
    <section>
      <h2>{say('settings.people.rights')}</h2>
      <table className={style.rights}>
        <thead>
          <tr>
            <th />
            {ROLES.map(role => (
              <th key={role}>{say(`session.roles.${role}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {RIGHTS.map(right => (
            <tr key={right}>
              <th scope="row">{say(`settings.people.right.${right}`)}</th>
              {ROLES.map(role => {
                const allowed = may({ roles: [role] }, right)
                return (
                  <td key={role}>
                    <span aria-hidden="true">{allowed ? '✓' : ''}</span>
                    <span className="visually-hidden">
                      {say(allowed ? 'settings.people.may' : 'settings.people.mayNot')}
                    </span>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
