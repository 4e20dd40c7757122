import type { Point } from '../../../model/point.ts'
import { useReading } from '../directory/hooks.ts'
import { digits, symbol } from '../format/value.ts'
import { useSay } from '../i18n/hooks.ts'
import { condition, isDoubtful } from '../live/condition.ts'
import { useNow, useTag } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { usePump } from './pump-box.tsx'
import style from './schematic.module.css'
import type { PumpPoints, StationPoints } from './station-points.ts'

const NONE = '\u0000none'
const PUMP_GAP = 46

/** How water goes through a station, as one line: from the main, by the tank, through the pumps, to the houses. */
export function Schematic({ points }: { points: StationPoints }) {
  const say = useSay()
  const { pumps } = points
  const height = Math.max(150, 60 + pumps.length * PUMP_GAP)
  const middle = height / 2
  const top = middle - ((pumps.length - 1) * PUMP_GAP) / 2
  const tank = points.level !== undefined
  const from = tank ? 260 : 150
  return (
    <svg
      className={style.drawing}
      viewBox={`0 0 640 ${height}`}
      role="img"
      aria-label={say('station.schematic')}
    >
      <path className={style.pipe} d={`M20 ${middle} H${tank ? 170 : from}`} />
      {tank && <path className={style.pipe} d={`M230 ${middle} H${from}`} />}
      <path className={style.pipe} d={`M${from} ${top} V${top + (pumps.length - 1) * PUMP_GAP}`} />
      <path
        className={style.pipe}
        d={`M420 ${top} V${top + (pumps.length - 1) * PUMP_GAP} M420 ${middle} H610`}
      />
      <path className={style.arrow} d={`M100 ${middle - 6} L112 ${middle} L100 ${middle + 6}`} />
      <path className={style.arrow} d={`M590 ${middle - 6} L602 ${middle} L590 ${middle + 6}`} />
      {tank && points.level && <Tank point={points.level} y={middle} />}
      {pumps.map((pump, i) => (
        <Pump key={pump.name} pump={pump} from={from} y={top + i * PUMP_GAP} />
      ))}
      <Value point={points.inlet} x={66} y={middle - 16} label={say('station.column.inlet')} />
      <Value point={points.outlet} x={500} y={middle - 34} label={say('station.column.outlet')} />
      <Value point={points.setpoint} x={590} y={middle - 34} label={say('station.column.setpoint')} />
      <Value point={points.flow} x={500} y={middle + 38} label={say('station.column.flow')} />
      <Value point={points.chlorine} x={590} y={middle + 38} label={say('station.column.chlorine')} />
    </svg>
  )
}

function useShown(point: Point | undefined): { text: string; old: boolean; value: number | null } {
  const reading = useReading()
  const scene = useScene()
  const now = useNow()
  const tag = useTag(point?.id ?? NONE)
  if (!point) return { text: '', old: false, value: null }
  const old = isDoubtful(condition(tag, point.period, now, scene.speed))
  return {
    text: `${digits(tag.value, point.quantity, reading)} ${symbol(point.quantity, reading)}`,
    old,
    value: old ? null : tag.value,
  }
}

function Value({ point, x, y, label }: { point: Point | undefined; x: number; y: number; label: string }) {
  const { text, old } = useShown(point)
  if (!point) return null
  return (
    <text x={x} y={y} className={`${style.value} live ${old ? style.old : ''}`}>
      <tspan x={x} dy={-16} className={style.label}>
        {label}
      </tspan>
      <tspan x={x} dy={16}>
        {text}
      </tspan>
    </text>
  )
}

/** The tank with its water as high as it stands in the instrument's range; no water where it is not known. */
function Tank({ point, y }: { point: Point; y: number }) {
  const { text, old, value } = useShown(point)
  const [low, high] = point.range
  const share = value === null ? 0 : Math.min(1, Math.max(0, (value - low) / (high - low)))
  return (
    <g transform={`translate(170 ${y - 45})`}>
      <rect width={60} height={90} className={old ? style.unknown : style.tank} />
      <rect y={90 - 90 * share} width={60} height={90 * share} className={style.water} />
      <text x={30} y={108} className={`${style.value} live ${old ? style.old : ''}`}>
        {text}
      </text>
    </g>
  )
}

function Pump({ pump, from, y }: { pump: PumpPoints; from: number; y: number }) {
  const state = usePump(pump)
  return (
    <g>
      <path className={style.pipe} d={`M${from} ${y} H420`} />
      <circle cx={340} cy={y} r={15} className={style[state]} />
      <path
        d={`M334 ${y - 7} L348 ${y} L334 ${y + 7} Z`}
        className={state === 'running' ? style.wheelRunning : style.wheel}
      />
      {state === 'fault' && (
        <path d={`M327 ${y - 13} L353 ${y + 13} M353 ${y - 13} L327 ${y + 13}`} className={style.cross} />
      )}
      <text x={310} y={y - 6} className={style.label}>
        {pump.name}
      </text>
    </g>
  )
}
