import { useReading } from '../directory/hooks.ts'
import { symbol } from '../format/value.ts'
import { useSay } from '../i18n/hooks.ts'
import { Figure } from '../values/figure.tsx'
import { PumpBox, usePump } from './pump-box.tsx'
import style from './pump-table.module.css'
import type { CounterCheck, StationFigures } from './queries.ts'
import type { PumpPoints } from './station-points.ts'

const MEASURED = ['frequency', 'current', 'power'] as const

interface PumpTableProps {
  pumps: readonly PumpPoints[]
  /** Undefined while they are on their way. */
  figures: StationFigures | undefined
}

/** The pumps side by side: how they stand, what is measured, their hours and starts, and whether their counters agree. */
export function PumpTable({ pumps, figures }: PumpTableProps) {
  const say = useSay()
  const reading = useReading()
  const measured = MEASURED.filter(key => pumps.some(pump => pump[key]))
  const withCounter = pumps.some(pump => pump.runtime)
  const days = figures?.days.length ?? 7
  return (
    <div className={style.scroll}>
      <table className={style.table}>
        <thead>
          <tr>
            <th scope="col">{say('station.column.pumps')}</th>
            {measured.map(key => {
              const point = pumps.find(pump => pump[key])![key]!
              return (
                <th key={key} scope="col">
                  {say(`station.measured.${key}`)} <small>{symbol(point.quantity, reading)}</small>
                </th>
              )
            })}
            <th scope="col">{say('station.hoursToday')}</th>
            <th scope="col">{say('station.hoursDays', { n: days })}</th>
            <th scope="col">{say('station.startsToday')}</th>
            <th scope="col">{say('station.mostStarts')}</th>
            {withCounter && <th scope="col">{say('station.counter')}</th>}
          </tr>
        </thead>
        <tbody>
          {pumps.map(pump => (
            <Row
              key={pump.name}
              pump={pump}
              measured={measured}
              withCounter={withCounter}
              figures={figures}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  pump: PumpPoints
  measured: readonly (typeof MEASURED)[number][]
  withCounter: boolean
  figures: StationFigures | undefined
}

function Row({ pump, measured, withCounter, figures }: RowProps) {
  const say = useSay()
  const state = usePump(pump)
  const whole = figures?.pumps.find(one => one.runningPoint === pump.running?.id)
  const today = figures?.days.at(-1)?.pumps.find(one => one.pump === whole?.pump)
  const hours = (of: { running: number; unknown: number } | undefined) =>
    of === undefined ? (
      '–'
    ) : of.unknown > of.running + 1 && of.running === 0 ? (
      <span className="muted">{say('station.notHeard')}</span>
    ) : (
      <>
        {of.running.toFixed(1)} <small>h</small>
        {of.unknown > 0.1 && (
          <small title={say('station.notKnown', { hours: of.unknown.toFixed(1) })}>
            {' '}
            (+{of.unknown.toFixed(1)}?)
          </small>
        )}
      </>
    )
  return (
    <tr>
      <th scope="row">
        <span className={style.pump}>
          <PumpBox pump={pump} />
          <span>
            {say('station.pump', { n: pump.name })}
            <small>{say(`station.pumpState.${state}`)}</small>
          </span>
        </span>
      </th>
      {measured.map(key => (
        <td key={key}>
          <Figure point={pump[key]} unit={false} />
        </td>
      ))}
      <td>{hours(today)}</td>
      <td>{hours(whole)}</td>
      <td>{today?.starts ?? '–'}</td>
      <td>{whole?.mostStartsInHour ?? '–'}</td>
      {withCounter && (
        <td>
          <Figure point={pump.runtime} /> <Check counter={whole?.counter} />
        </td>
      )}
    </tr>
  )
}

/** Whether the pump's own hours are those that were seen; a difference is told in both numbers. */
function Check({ counter }: { counter: CounterCheck | null | undefined }) {
  const say = useSay()
  if (!counter) return null
  const { agrees, counted, seen, unknown, allowed } = counter
  const words = say('station.counterWords', {
    counted: counted.toFixed(2),
    seen: seen.toFixed(2),
    unknown: unknown.toFixed(2),
    allowed: allowed.toFixed(2),
  })
  return (
    <small className={agrees ? style.agrees : style.differs} title={words}>
      {agrees
        ? say('station.counterAgrees')
        : say('station.counterDiffers', { counted: counted.toFixed(1), seen: seen.toFixed(1) })}
    </small>
  )
}
