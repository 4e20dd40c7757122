import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { Role } from '../../../model/rights.ts'
import { Dialog } from '../app/dialog.tsx'
import fieldStyle from '../app/field.module.css'
import { Field } from '../app/field.tsx'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { personName } from '../people/names.ts'
import style from './page.module.css'
import { type PersonEntry, setPerson } from './queries.ts'
import { RoleChoice } from './role-choice.tsx'
import { Save } from './save.tsx'

interface PersonFormProps {
  /** Undefined for somebody new. */
  person: PersonEntry | undefined
  version: string
  close(): void
}

const SHORTEST_PASSWORD = 8

/** Somebody's name, roles and password. */
export function PersonForm({ person, version, close }: PersonFormProps) {
  const say = useSay()
  const language = useLanguage()
  const [id, setId] = useState(person?.id ?? '')
  const [name, setName] = useState(person?.name ?? '')
  const [nameEn, setNameEn] = useState(person?.nameEn ?? '')
  const [roles, setRoles] = useState<readonly Role[]>(person?.roles ?? ['viewer'])
  const [password, setPassword] = useState('')
  const [without, setWithout] = useState(false)
  const [disabled, setDisabled] = useState(person?.disabled === true)
  const short = password !== '' && [...password].length < SHORTEST_PASSWORD
  const incomplete = !/^[a-z0-9][a-z0-9._-]{0,31}$/.test(id) || name.trim() === '' || roles.length === 0
  const save = async (reason: string) => {
    await setPerson({
      version,
      reason,
      id,
      name: name.trim(),
      ...(nameEn.trim() === '' ? {} : { nameEn: nameEn.trim() }),
      roles,
      disabled,
      ...(without ? { password: null } : password === '' ? {} : { password }),
    })
    return say('settings.saved.now')
  }
  const title = person
    ? say('settings.people.editPerson', { name: personName(person, language) })
    : say('settings.people.addPerson')
  return (
    <Dialog title={title} close={close} wide>
      <div className={style.two}>
        {!person && (
          <Field
            label={say('settings.people.id')}
            value={id}
            onChange={setId}
            required
            hint={say('settings.people.idHint')}
          />
        )}
        <Field label={say('settings.people.name')} value={name} onChange={setName} required />
        <Field label={say('settings.people.english')} value={nameEn} onChange={setNameEn} />
      </div>
      <RoleChoice roles={roles} onChange={setRoles} />
      <TextField
        className={fieldStyle.field ?? ''}
        type="password"
        value={password}
        onChange={setPassword}
        isDisabled={without}
        autoComplete="new-password"
      >
        <Label>{say(person?.hasPassword ? 'settings.people.newPassword' : 'settings.people.password')}</Label>
        <Input />
        <p className={fieldStyle.hint}>{say('settings.people.passwordHint')}</p>
      </TextField>
      <div className={style.checks}>
        {person?.hasPassword && (
          <label>
            <input type="checkbox" checked={without} onChange={event => setWithout(event.target.checked)} />
            {say('settings.people.takePassword')}
          </label>
        )}
        {person && (
          <label>
            <input type="checkbox" checked={disabled} onChange={event => setDisabled(event.target.checked)} />
            {say('settings.people.disable')}
          </label>
        )}
      </div>
      <Save
        wrong={
          short ? say('settings.people.passwordHint') : incomplete ? say('settings.people.idHint') : undefined
        }
        save={save}
        close={close}
      />
    </Dialog>
  )
}
