import { useSay } from '../i18n/hooks.ts'
import style from './schematic.module.css'
import { PumpGlyph, SideValue, TankGlyph, Value, ValveGlyph } from './schematic-parts.tsx'
import type { StationPoints } from './station-points.ts'

const PUMP_GAP = 52
const WIDTH = 900

/**
 * How water goes through a station, as one line: from the main, by the tank, through the pumps, to the houses. Greys
 * only; what is not known is dashed and says since when.
 */
export function Schematic({ points }: { points: StationPoints }) {
  const say = useSay()
  const { pumps, level, valve } = points
  const rows = Math.max(1, pumps.length)
  const height = Math.max(210, 90 + rows * PUMP_GAP)
  const middle = height / 2
  const top = middle - ((rows - 1) * PUMP_GAP) / 2
  const bottom = top + (rows - 1) * PUMP_GAP
  const split = level ? 400 : 290
  const join = 610
  return (
    <div className={style.scroll}>
      <svg
        className={style.drawing}
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={say('station.schematic')}
      >
        <text x={14} y={middle + 22} className={style.end}>
          {say('station.fromMain')}
        </text>
        <text x={WIDTH - 14} y={middle + 22} className={`${style.end} ${style.last}`}>
          {say('station.toHouses')}
        </text>
        <path className={style.pipe} d={`M14 ${middle} H${level ? 262 : split}`} />
        {level && <path className={style.pipe} d={`M338 ${middle + 30} H370 V${middle} H${split}`} />}
        <path className={style.pipe} d={`M${split} ${top} V${bottom}`} />
        <path className={style.pipe} d={`M${join} ${top} V${bottom} M${join} ${middle} H${WIDTH - 14}`} />
        <path className={style.arrow} d={`M40 ${middle - 6} L52 ${middle} L40 ${middle + 6}`} />
        <path
          className={style.arrow}
          d={`M${WIDTH - 32} ${middle - 6} L${WIDTH - 20} ${middle} L${WIDTH - 32} ${middle + 6}`}
        />
        {valve && <ValveGlyph point={valve} x={190} y={middle} />}
        {level && <TankGlyph point={level} x={262} y={middle} />}
        {pumps.map((pump, i) => (
          <PumpGlyph key={pump.name} pump={pump} from={split} to={join} y={top + i * PUMP_GAP} />
        ))}
        <Value point={points.inlet} x={110} y={middle - 18} label={say('station.column.inlet')} />
        <Value point={points.outlet} x={696} y={middle - 18} label={say('station.column.outlet')} />
        <SideValue point={points.setpoint} x={696} y={middle - 62} label={say('station.column.setpoint')} />
        <Value point={points.flow} x={818} y={middle - 18} label={say('station.column.flow')} />
        <Value point={points.chlorine} x={696} y={middle + 58} label={say('station.column.chlorine')} />
        <Value point={points.turbidity} x={818} y={middle + 58} label={say('station.column.turbidity')} />
      </svg>
    </div>
  )
}
