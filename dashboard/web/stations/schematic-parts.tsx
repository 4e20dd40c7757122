import type { Point } from '../../../model/point.ts'
import { useReading } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { digits, symbol } from '../format/value.ts'
import { useSay } from '../i18n/hooks.ts'
import { type Condition, condition, isDoubtful } from '../live/condition.ts'
import { useNow, useTag } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { usePump } from './pump-box.tsx'
import style from './schematic.module.css'
import type { PumpPoints } from './station-points.ts'

const NONE = '\u0000none'

interface Shown {
  text: string
  /** How old it is, where it must not be taken for the present. */
  age: string
  state: Condition
  /** Null where it is not known now. */
  value: number | null
}

function useShown(point: Point | undefined): Shown {
  const reading = useReading()
  const say = useSay()
  const scene = useScene()
  const now = useNow()
  const tag = useTag(point?.id ?? NONE)
  if (!point) return { text: '', age: '', state: 'never', value: null }
  const state = condition(tag, point.period, now, scene.speed)
  const old = isDoubtful(state)
  return {
    text: `${digits(tag.value, point.quantity, reading)} ${symbol(point.quantity, reading)}`,
    age:
      state === 'never'
        ? say('condition.never')
        : old
          ? say('station.age', { age: span(now - tag.at) })
          : state === 'uncertain'
            ? say('condition.uncertain')
            : '',
    state,
    value: old ? null : tag.value,
  }
}

interface ValueProps {
  point: Point | undefined
  x: number
  y: number
  label: string
}

/** A value above the line: its name, the number, and its age where it is not of now. */
export function Value({ point, x, y, label }: ValueProps) {
  const { text, age, state } = useShown(point)
  if (!point) return null
  return (
    <text x={x} y={y} className={`${style.value} live ${isDoubtful(state) ? style.old : ''}`}>
      <tspan x={x} dy={-18} className={style.label}>
        {label}
        {age && <tspan className={style.age}> {age}</tspan>}
      </tspan>
      <tspan x={x} dy={18}>
        {text}
      </tspan>
    </text>
  )
}

/** A value that belongs to the one beneath it: the setpoint over the pressure. */
export function SideValue({ point, x, y, label }: ValueProps) {
  const { text, state } = useShown(point)
  if (!point) return null
  return (
    <text x={x} y={y} className={`${style.label} live ${isDoubtful(state) ? style.old : ''}`}>
      {label} {text}
    </text>
  )
}

/** The tank with its water as high as its gauge says; no water where it is not known. */
export function TankGlyph({ point, x, y }: { point: Point; x: number; y: number }) {
  const { text, age, value, state } = useShown(point)
  const [low, high] = point.range
  const share =
    value === null ? 0 : Math.min(1, Math.max(0, (value - Math.max(0, low)) / (high - Math.max(0, low))))
  const old = isDoubtful(state)
  return (
    <g transform={`translate(${x} ${y - 50})`}>
      <rect width={76} height={100} className={old ? style.unknown : style.tank} />
      {!old && <rect y={100 - 100 * share} width={76} height={100 * share} className={style.water} />}
      {old && (
        <text x={38} y={58} className={style.question}>
          ?
        </text>
      )}
      <text x={38} y={122} className={`${style.value} live ${old ? style.old : ''}`}>
        {text}
        {value !== null && <tspan className={style.label}> {Math.round(100 * share)} %</tspan>}
      </text>
      {age && (
        <text x={38} y={138} className={`${style.label} ${style.age}`}>
          {age}
        </text>
      )}
    </g>
  )
}

/** A valve in the line: filled when shut, hollow when open, dashed when nobody knows. */
export function ValveGlyph({ point, x, y }: { point: Point; x: number; y: number }) {
  const { value, text, state } = useShown(point)
  const look = isDoubtful(state) || value === null ? style.unknown : value < 2 ? style.shut : style.open
  return (
    <g>
      <path
        d={`M${x - 13} ${y - 10} L${x + 13} ${y + 10} V${y - 10} L${x - 13} ${y + 10} Z`}
        className={look}
      />
      <text x={x} y={y + 30} className={style.label}>
        {text}
      </text>
    </g>
  )
}

interface PumpProps {
  pump: PumpPoints
  from: number
  to: number
  y: number
}

/** A pump in its branch: filled running, hollow standing, crossed at fault, dashed unknown. */
export function PumpGlyph({ pump, from, to, y }: PumpProps) {
  const say = useSay()
  const state = usePump(pump)
  const hertz = useShown(pump.frequency)
  const amperes = useShown(pump.current)
  const middle = (from + to) / 2
  const beside = [hertz, amperes].filter(one => one.text !== '' && one.value !== null).map(one => one.text)
  return (
    <g>
      <path className={style.pipe} d={`M${from} ${y} H${to}`} />
      <circle cx={middle} cy={y} r={16} className={style[state]} />
      {state === 'unknown' ? (
        <text x={middle} y={y + 6} className={style.question}>
          ?
        </text>
      ) : (
        <path
          d={`M${middle - 6} ${y - 8} L${middle + 9} ${y} L${middle - 6} ${y + 8} Z`}
          className={state === 'running' ? style.wheelRunning : style.wheel}
        />
      )}
      {state === 'fault' && (
        <path
          d={`M${middle - 14} ${y - 14} L${middle + 14} ${y + 14} M${middle + 14} ${y - 14} L${middle - 14} ${y + 14}`}
          className={style.cross}
        />
      )}
      <text x={middle - 26} y={y - 8} className={`${style.label} ${style.before}`}>
        {pump.name}
      </text>
      <text x={middle + 24} y={y - 8} className={`${style.label} ${style.behind}`}>
        {state === 'running' ? beside.join(' · ') : say(`station.pumpState.${state}`)}
      </text>
    </g>
  )
}
