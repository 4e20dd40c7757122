import { useSay } from '../i18n/hooks.ts'
import style from './detail.module.css'
import type { ZoneBalance } from './queries.ts'

const COLUMNS = ['in', 'out', 'kept', 'metered', 'lost'] as const
const number = (value: number | null) => (value === null ? '–' : value.toFixed(0).replace(/^-0$/, '0'))

/** Water of each day: in, out, kept in tanks, metered at customers, and what is left. What is not known is a dash. */
export function BalanceTable({
  balance: { days, unmeasured, meters, customers, tanksUnknown },
}: {
  balance: ZoneBalance
}) {
  const say = useSay()
  const notes = [
    unmeasured > 0 && say('zones.unmeasured', { n: unmeasured }),
    tanksUnknown > 0 && say('zones.tanksUnknown', { n: tanksUnknown }),
    meters === 0
      ? say('zones.noCustomerMeters')
      : meters < customers && say('zones.someMeters', { meters, customers }),
    meters > 0 && days.some(day => day.metered === null) && say('zones.metersLate'),
  ].filter(note => typeof note === 'string')
  return (
    <>
      <div className={style.scroll}>
        <table className={style.table}>
          <thead>
            <tr>
              <th scope="col">{say('station.day')}</th>
              {COLUMNS.map(column => (
                <th key={column} scope="col">
                  {say(`zones.water.${column}`)}
                </th>
              ))}
              <th scope="col">%</th>
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map(day => (
              <tr key={day.day}>
                <th scope="row">{day.day.slice(5)}</th>
                {COLUMNS.map(column => (
                  <td key={column}>{number(day[column])}</td>
                ))}
                <td>{day.share === null ? '–' : `${(100 * day.share).toFixed(0)} %`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {notes.length > 0 && <p className={style.notes}>{notes.join(' · ')}</p>}
    </>
  )
}
