import type { Position } from '../../model/point.ts'
import { DAY, HOUR, type Instant } from '../../model/time.ts'
import { hashUnit } from '../random.ts'

/** What a water-quality analyser would find, without its own error. */
export interface Chemistry {
  /** mg/L */
  chlorine: number
  /** NTU */
  turbidity: number
  ph: number
  /** °C */
  temperature: number
  /** µS/cm */
  conductivity: number
}

/** Karst spring water of central Shandong, as it leaves the works and as it ages on its way. */
const TURBIDITY: Record<Position, number> = { plant: 0.12, network: 0.2, end: 0.26 }

/** The water at one place: chlorine and extra dirt come from the simulation, the rest is usual for season and hour. */
export function chemistry(
  seed: number,
  at: Instant,
  position: Position,
  from: { chlorine: number; turbidity: number },
): Chemistry {
  const year = (2 * Math.PI * (at - Date.UTC(2026, 0, 1))) / (365.25 * DAY)
  const day = (2 * Math.PI * (at + 8 * HOUR)) / DAY
  const own = (n: number) => hashUnit(seed, n) - 0.5
  return {
    chlorine: from.chlorine,
    turbidity: TURBIDITY[position] * (1 + 0.4 * own(1) + 0.08 * Math.sin(day + 1)) + from.turbidity,
    ph: 7.62 + 0.12 * own(2) + 0.03 * Math.sin(day),
    // The ground under the pipes follows the seasons six weeks late.
    temperature: 15 - 8 * Math.cos(year - 0.72) + 0.3 * Math.sin(day - 1.2) + own(3),
    conductivity: 610 + 40 * own(4) + 18 * Math.sin(year + 2),
  }
}
