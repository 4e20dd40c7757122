import { useQuery } from '@tanstack/react-query'
import { DAY } from '../../../model/time.ts'
import { seriesQuery } from '../api/queries.ts'
import { Failed } from '../app/panel-state.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { offsetMinutes, shortTime } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { useNowForAsking } from '../live/hooks.ts'
import { marks } from '../replay/density.ts'
import { ranFor, stretches } from './runtime.ts'
import style from './runtime-strip.module.css'
import type { PumpPoints } from './station-points.ts'

const WIDTH = 1_000
const ROW = 18

/** When the pumps ran in the last day: filled running, empty standing, hatched unknown. */
export function RuntimeStrip({ pumps }: { pumps: readonly PumpPoints[] }) {
  const say = useSay()
  const zone = useTimeZone()
  const to = useNowForAsking(60_000)
  const from = to - DAY
  const shown = pumps.filter(pump => pump.running !== undefined).slice(0, 8)
  const history = useQuery(
    seriesQuery(
      shown.map(pump => pump.running!.id),
      from,
      to,
      WIDTH,
    ),
  )
  if (shown.length === 0) return null
  if (history.error)
    return <Failed error={history.error} title={say('trend.failed')} retry={() => void history.refetch()} />
  const x = (at: number) => ((at - from) / (to - from)) * WIDTH
  return (
    <div className={style.strip}>
      <h3>{say('station.runtime')}</h3>
      {shown.map(pump => {
        const series = history.data?.series.find(one => one.point === pump.running!.id)
        const hold = Math.max(3 * pump.running!.period, 2 * (history.data?.interval ?? 0))
        const all = stretches(series, from, to, hold)
        const { hours, starts, unknownHours } = ranFor(all)
        return (
          <div key={pump.name} className={style.row}>
            <span>{say('station.pump', { n: pump.name })}</span>
            <svg viewBox={`0 0 ${WIDTH} ${ROW}`} preserveAspectRatio="none" aria-hidden="true">
              {all.map(one => (
                <rect
                  key={one.from}
                  x={x(one.from)}
                  width={Math.max(0.5, x(one.to) - x(one.from))}
                  y={2}
                  height={ROW - 4}
                  className={style[one.state]}
                />
              ))}
            </svg>
            <span className={style.sum}>
              {say('station.ran', { hours: hours.toFixed(1), starts })}
              {unknownHours > 0.1 && ` · ${say('station.notKnown', { hours: unknownHours.toFixed(1) })}`}
            </span>
          </div>
        )
      })}
      <div className={style.row} aria-hidden="true">
        <span />
        <span className={style.ticks}>
          {marks(from, to, 8, offsetMinutes(to, zone) * 60_000).map(tick => (
            <i key={tick} style={{ left: `${(x(tick) / WIDTH) * 100}%` }}>
              {shortTime(tick, zone)}
            </i>
          ))}
        </span>
        <span />
      </div>
    </div>
  )
}
