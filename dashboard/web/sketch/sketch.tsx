import type { LngLat } from '../../../model/network.ts'
import type { Surroundings } from '../../../model/screen.ts'
import { barLength, onPaper, pathOf, spread, widthOf } from './geometry.ts'
import style from './sketch.module.css'

const SIDE = 400

export interface SketchValve {
  id: string
  letter: string
  at: LngLat
  /** Reported shut, and heard. */
  closed?: boolean
}

interface SketchProps {
  around: Surroundings
  /** Metres from the middle to the edge. */
  radius: number
  valves: readonly SketchValve[]
  /** Pipes that are to be shut off. */
  segment: readonly string[]
  me?: LngLat | undefined
  label: string
}

/** The network around a job as a drawing: no map library, no tiles, black on white on paper. */
export function Sketch({ around, radius, valves, segment, me, label }: SketchProps) {
  const put = onPaper(around.at, radius, SIDE)
  const cut = new Set(segment)
  const lettered = new Set(valves.map(({ id }) => id))
  const bar = barLength(radius)
  const job = put(around.at)
  const marks = spread([job, ...valves.map(({ at }) => put(at))], 24).slice(1)
  return (
    <svg className={style.sketch} viewBox={`0 0 ${SIDE} ${SIDE}`} role="img" aria-label={label}>
      <g className={style.pipes}>
        {around.pipes.map(pipe => (
          <path
            key={pipe.id}
            d={pathOf(pipe.line, put)}
            strokeWidth={widthOf(pipe.dn) + (cut.has(pipe.id) ? 1 : 0)}
            className={cut.has(pipe.id) ? style.cut : undefined}
          />
        ))}
      </g>
      {around.hydrants.map(({ id, at }) => (
        <g key={id} transform={placed(put(at))} className={style.hydrant}>
          <circle r="4.5" />
          <text y="3">H</text>
        </g>
      ))}
      {around.valves
        .filter(({ id }) => !lettered.has(id))
        .map(({ id, at }) => (
          <path key={id} transform={placed(put(at))} d="M-4 -3 L4 3 V-3 L-4 3 Z" className={style.valve} />
        ))}
      <g transform={placed(job)} className={style.job}>
        <path d="M-9 -9 L9 9 M9 -9 L-9 9" />
      </g>
      {valves.map(({ id, at, letter, closed }, i) => (
        <g key={id} className={closed ? style.shut : style.open}>
          <path d={pathBetween(put(at), marks[i]!)} />
          <g transform={placed(marks[i]!)}>
            <circle r="11" />
            <text y="5">{letter}</text>
          </g>
        </g>
      ))}
      {me && (
        <g transform={placed(put(me))} className={style.me}>
          <circle r="8" />
          <circle r="3" />
        </g>
      )}
      <g className={style.scale} transform={`translate(12 ${SIDE - 14})`}>
        <path d={`M0 -5 V0 H${(bar / radius) * (SIDE / 2)} V-5`} />
        <text x="4" y="-6">{`${bar} m`}</text>
      </g>
      <g className={style.scale} transform={`translate(${SIDE - 20} 22)`}>
        <path d="M0 12 V-10 M-4 -4 L0 -10 L4 -4" />
        <text x="-4" y="25">
          N
        </text>
      </g>
    </svg>
  )
}

const placed = ({ x, y }: { x: number; y: number }) => `translate(${x} ${y})`

const pathBetween = (a: { x: number; y: number }, b: { x: number; y: number }) =>
  `M${a.x} ${a.y} L${b.x} ${b.y}`
