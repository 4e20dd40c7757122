import { DAY } from '../../../model/time.ts'
import { useSay } from '../i18n/hooks.ts'
import style from './energy.module.css'
import type { StationDay, StationFigures } from './queries.ts'
import { energyDrift, rotationOf } from './sums.ts'

const number = (value: number | null, decimals: number) => (value === null ? '–' : value.toFixed(decimals))
/** From this share on the rotation is not working (domain.md §4.5). */
const UNEVEN = 0.3

/** Energy, water and the energy for a cubic metre of each day; how they drift, and how evenly pumps took turns. */
export function Energy({ figures: { days, pumps } }: { figures: StationFigures }) {
  const say = useSay()
  const drift = energyDrift(days, DAY - 2 * 3_600_000)
  const rotation = rotationOf(pumps)
  const most = Math.max(...days.map(day => day.specific ?? 0), 0.001)
  const name = (pump: string) => /(\d+)$/.exec(pump)?.[1] ?? pump
  return (
    <>
      <table className={style.table}>
        <thead>
          <tr>
            <th scope="col">{say('station.day')}</th>
            <th scope="col">kWh</th>
            <th scope="col">m³</th>
            <th scope="col">kWh/m³</th>
            <th aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map(day => (
            <Row key={day.day} day={day} most={most} />
          ))}
        </tbody>
      </table>
      <p className={style.words}>
        {drift === undefined
          ? say('station.driftUnknown')
          : say('station.drift', { share: `${drift > 0 ? '+' : ''}${(100 * drift).toFixed(0)} %` })}
      </p>
      <p className={style.words}>
        {rotation === undefined
          ? say('station.rotationUnknown')
          : say(rotation.behind > UNEVEN ? 'station.rotationUneven' : 'station.rotationEven', {
              most: name(rotation.most.pump),
              mostHours: rotation.most.running.toFixed(0),
              least: name(rotation.least.pump),
              leastHours: rotation.least.running.toFixed(0),
              share: `${(100 * rotation.behind).toFixed(0)} %`,
            })}
      </p>
    </>
  )
}

function Row({ day: { day, energy, volume, specific }, most }: { day: StationDay; most: number }) {
  return (
    <tr>
      <th scope="row">{day.slice(5)}</th>
      <td>{number(energy.value, 0)}</td>
      <td>{number(volume.value, 0)}</td>
      <td>{number(specific, 3)}</td>
      <td className={style.bar} aria-hidden="true">
        {specific !== null && <span style={{ width: `${(100 * specific) / most}%` }} />}
      </td>
    </tr>
  )
}
