import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { clockTime } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { alarms } from '../live/stream.ts'
import { useAlarmActions } from './actions.ts'
import style from './failures.module.css'

/** What was not done, and who was faster; stays until it is put away. */
export function AlarmFailures() {
  const say = useSay()
  const names = useNames()
  const zone = useTimeZone()
  const { failures, seen } = useAlarmActions()
  if (failures.length === 0) return null
  return (
    <div className={style.failures} role="alert">
      <Icon name="warn" />
      <div>
        <p>{say('alarm.someFailed', { count: failures.length })}</p>
        <ul>
          {failures.slice(0, 4).map(({ alarm, by, at, message, code }) => (
            <li key={alarm}>
              {names.asset(alarms.get(alarm)?.asset) || alarm}
              {'　'}
              {by && at
                ? say('alarm.faster', { by, time: clockTime(at, zone) })
                : `${message ?? ''} (${code ?? ''})`}
            </li>
          ))}
        </ul>
      </div>
      <Button look="bare" onPress={seen} aria-label={say('drawer.close')}>
        <Icon name="close" size={16} />
      </Button>
    </div>
  )
}
