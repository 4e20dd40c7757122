import { ROLES, type Role } from '../../../model/rights.ts'
import { useSay } from '../i18n/hooks.ts'
import style from './page.module.css'

interface RoleChoiceProps {
  roles: readonly Role[]
  onChange(roles: Role[]): void
}

/** Any number of roles. */
export function RoleChoice({ roles, onChange }: RoleChoiceProps) {
  const say = useSay()
  return (
    <fieldset className={style.checks}>
      <legend>{say('settings.people.roles')}</legend>
      {ROLES.map(role => (
        <label key={role}>
          <input
            type="checkbox"
            checked={roles.includes(role)}
            onChange={event =>
              onChange(ROLES.filter(one => (one === role ? event.target.checked : roles.includes(one))))
            }
          />
          {say(`session.roles.${role}`)}
        </label>
      ))}
    </fieldset>
  )
}
