import { useQuery } from '@tanstack/react-query'
import { Button } from '../app/button.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { dateTime } from '../format/instant.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { NotYet } from '../system/not-yet.tsx'
import style from './figures.module.css'
import { figureRowsQuery } from './figures-queries.ts'
import { useAlarmName } from './name.ts'

interface FigureRowsProps {
  from: number
  to: number
  figure: string
  label: string
  close(): void
}

/** Drawn at once. */
const SHOWN = 1_000

/** What one figure counts. */
export function FigureRows({ from, to, figure, label, close }: FigureRowsProps) {
  const say = useSay()
  const zone = useTimeZone()
  const names = useNames()
  const words = useAlarmName()
  const asked = useQuery(figureRowsQuery(from, to, figure))
  if (!asked.data) return <NotYet asked={asked} />
  const { total, rows } = asked.data
  return (
    <section className={style.rows} aria-live="polite" data-figure={figure}>
      <div className={style.tools}>
        <h2>{say('figures.rows', { figure: label, n: total })}</h2>
        {total > SHOWN && <span className="muted">{say('shift.service.cut', { n: SHOWN })}</span>}
        <Button small onPress={close}>
          {say('shift.service.close')}
        </Button>
      </div>
      <table>
        <tbody>
          {rows.slice(0, SHOWN).map(({ alarm, at, type, priority, position, waited }) => (
            <tr key={`${alarm} ${at} ${type}`}>
              <td>{dateTime(at, zone)}</td>
              <td>{priority === undefined ? '' : say('figures.priority', { p: priority })}</td>
              <th scope="row">{words(alarm)}</th>
              <td>{sayCode(say, 'alarm.history.event', type)}</td>
              <td>{position === undefined ? '' : names.zone(position)}</td>
              <td>{waited === undefined ? '' : `${say('figures.waited')} ${span(waited)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
