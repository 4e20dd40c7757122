import { useSay } from '../i18n/hooks.ts'
import style from './detail.module.css'
import type { Night } from './queries.ts'

const [WIDTH, HEIGHT] = [560, 120]
/** Room for the dates. */
const FOOT = 18

/** Minimum night flow, a bar a night; a night that is not known is a dash, never an empty bar. */
export function NightFlow({ nights }: { nights: readonly Night[] }) {
  const say = useSay()
  const known = nights.filter(night => night.flow !== null)
  if (known.length === 0) return <p className="muted">{say('zones.noNights')}</p>
  const most = Math.max(...known.map(night => night.flow!), 0.1)
  const sorted = known.map(night => night.flow!).sort((a, b) => a - b)
  const usual = sorted[Math.floor(sorted.length / 2)]!
  const step = WIDTH / nights.length
  const y = (flow: number) => HEIGHT - FOOT - Math.max(0, flow / most) * (HEIGHT - FOOT - 14)
  const last = known.at(-1)!
  return (
    <>
      <svg
        className={style.nights}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={say('zones.nightsLabel')}
      >
        <path className={style.usual} d={`M0 ${y(usual)} H${WIDTH}`} />
        {nights.map((night, i) => {
          const x = i * step
          const title = `${night.day}: ${night.flow === null ? say('zones.nightUnknown') : `${night.flow.toFixed(1)} m³/h`}`
          return (
            <g key={night.day}>
              <title>{title}</title>
              {night.flow === null ? (
                <path
                  className={style.missing}
                  d={`M${x + step * 0.25} ${HEIGHT - FOOT - 2} h${step * 0.5}`}
                />
              ) : (
                <rect
                  className={style.night}
                  x={x + step * 0.15}
                  width={step * 0.7}
                  y={y(night.flow)}
                  height={HEIGHT - FOOT - y(night.flow)}
                />
              )}
              {(nights.length - 1 - i) % 7 === 0 && (
                <text x={x + step / 2} y={HEIGHT - 4} className={style.date}>
                  {night.day.slice(5)}
                </text>
              )}
            </g>
          )
        })}
      </svg>
      <p className={style.notes}>
        {say('zones.nightWords', {
          last: last.flow!.toFixed(1),
          day: last.day.slice(5),
          usual: usual.toFixed(1),
          n: known.length,
        })}
      </p>
    </>
  )
}
