import { useState } from 'react'
import type { Role } from '../../../model/rights.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { useSay } from '../i18n/hooks.ts'
import style from './page.module.css'
import { type PersonEntry, setToken } from './queries.ts'
import { RoleChoice } from './role-choice.tsx'
import { Save } from './save.tsx'

interface TokenFormProps {
  token: Omit<PersonEntry, 'hasPassword'> | undefined
  version: string
  close(): void
}

/** A program that may call, and its token, which is shown once. */
export function TokenForm({ token, version, close }: TokenFormProps) {
  const say = useSay()
  const [id, setId] = useState(token?.id ?? '')
  const [name, setName] = useState(token?.name ?? '')
  const [roles, setRoles] = useState<readonly Role[]>(token?.roles ?? ['viewer'])
  const [disabled, setDisabled] = useState(token?.disabled === true)
  const [renew, setRenew] = useState(false)
  const [made, setMade] = useState<string>()
  const save = async (reason: string) => {
    const answer = await setToken({ version, reason, id, name: name.trim(), roles, disabled, renew })
    setMade(answer.token)
    if (answer.token === undefined) close()
    return say('settings.saved.now')
  }
  const incomplete = !/^[a-z0-9][a-z0-9._-]{0,31}$/.test(id) || name.trim() === '' || roles.length === 0
  const title = token
    ? say('settings.people.editToken', { name: token.name })
    : say('settings.people.addToken')
  if (made !== undefined)
    return (
      <Dialog title={say('settings.people.token')} close={close}>
        <p className={style.token} data-token>
          {made}
        </p>
        <p>{say('settings.people.tokenHint')}</p>
        <DialogButtons>
          <Button look="strong" onPress={close}>
            {say('keys.close')}
          </Button>
        </DialogButtons>
      </Dialog>
    )
  return (
    <Dialog title={title} close={close} wide>
      <div className={style.two}>
        {!token && (
          <Field
            label={say('settings.people.id')}
            value={id}
            onChange={setId}
            required
            hint={say('settings.people.idHint')}
          />
        )}
        <Field label={say('settings.people.program')} value={name} onChange={setName} required />
      </div>
      <RoleChoice roles={roles} onChange={setRoles} />
      {token && (
        <div className={style.checks}>
          <label>
            <input type="checkbox" checked={renew} onChange={event => setRenew(event.target.checked)} />
            {say('settings.people.renew')}
          </label>
          <label>
            <input type="checkbox" checked={disabled} onChange={event => setDisabled(event.target.checked)} />
            {say('settings.people.disable')}
          </label>
        </div>
      )}
      <Save wrong={incomplete ? say('settings.people.idHint') : undefined} save={save} close={close} stay />
    </Dialog>
  )
}
