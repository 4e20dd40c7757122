import { useQuery } from '@tanstack/react-query'
import { may, RIGHTS } from '../../../model/rights.ts'
import { useSay } from '../i18n/hooks.ts'
import { NotYet } from './not-yet.tsx'
import style from './page.module.css'
import { peopleQuery } from './queries.ts'

/** Who may sign in, and what each may do; the same table that the server asks. */
export function PeoplePanel() {
  const say = useSay()
  const asked = useQuery(peopleQuery)
  if (!asked.data) return <NotYet asked={asked} />
  return (
    <section>
      <p className="muted">{say('system.peopleFile')}</p>
      <table>
        <thead>
          <tr>
            <th>{say('system.person')}</th>
            <th>{say('system.roles')}</th>
            <th>{say('system.rights')}</th>
          </tr>
        </thead>
        <tbody>
          {asked.data.people.map(person => (
            <tr key={person.id}>
              <th scope="row">
                {person.name} <span className="muted">{person.id}</span>
              </th>
              <td>{person.roles.map(role => say(`session.roles.${role}`)).join(' · ')}</td>
              <td className={style.detail}>{RIGHTS.filter(right => may(person, right)).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
