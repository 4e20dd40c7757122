import { Link } from '@tanstack/react-router'
import { evidenceWords } from '../../../model/evidence.ts'
import { alarmWords } from '../alarms/describe.ts'
import { isStanding } from '../alarms/order.ts'
import { Badge } from '../badge/badge.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { nearTime } from '../format/instant.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { useAlarmRows, useNow } from '../live/hooks.ts'
import style from './detail.module.css'

/** Conditions that speak of lost water. */
const KINDS = ['burst', 'leak', 'zone-imbalance', 'flow-rise', 'pressure-drop']

/** What is suspected in a zone, with what a person needs to believe it. */
export function Suspicions({ zone }: { zone: string }) {
  const say = useSay()
  const language = useLanguage()
  const timeZone = useTimeZone()
  const now = useNow()
  const rows = useAlarmRows().filter(
    ({ alarm, state }) => alarm.zone === zone && KINDS.includes(alarm.kind) && isStanding(state),
  )
  if (rows.length === 0) return <p className="muted">{say('zones.noSuspicions')}</p>
  return (
    <ul className={style.suspicions}>
      {rows.map(({ alarm, state }) => (
        <li key={alarm.id}>
          <Badge priority={alarm.priority} state={state} unknown={alarm.unknown} size={18} />
          <div>
            <strong>{alarmWords(alarm, language)}</strong>{' '}
            <span className="muted">{nearTime(alarm.raisedAt, now, timeZone)}</span>
            <p>{evidenceWords(alarm.evidence, language)}</p>
            <p className={style.links}>
              <Link to="/alarms" search={{ sel: alarm.id } as never}>
                {say('zones.toAlarm')}
              </Link>
              {alarm.ticket && (
                <Link to="/tickets/$id" params={{ id: alarm.ticket }} search={true as never}>
                  {alarm.ticket}
                </Link>
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
