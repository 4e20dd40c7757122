import type { Point } from '../../model/point.ts'
import type { Quantity } from '../../model/quantity.ts'
import { HOUR, MINUTE } from '../../model/time.ts'

/** Beyond what a signal of this quantity can honestly do (domain.md §9). */
export interface Limits {
  /** Fastest believable change, SI a second. */
  rate?: number
  /** Unchanged for this long is a dead instrument, ms. */
  flat?: number
  /** A single sample that jumps by this much is not believed before the next one confirms it, SI. */
  spike?: number
}

const LIMITS: Partial<Record<Quantity, Limits>> = {
  pressure: { rate: 30.6, flat: 30 * MINUTE }, // 0.3 MPa/s
  level: { rate: 0.05, flat: 6 * HOUR },
  chlorine: { rate: 1, flat: 4 * HOUR, spike: 1 }, // DPD analysers hold a value through their cycle
  'total-chlorine': { rate: 1, flat: 4 * HOUR, spike: 1 },
  'chlorine-dioxide': { rate: 1, flat: 4 * HOUR, spike: 0.5 },
  turbidity: { flat: HOUR, spike: 2 },
  ph: { rate: 1, flat: 4 * HOUR, spike: 1 },
  conductivity: { flat: 6 * HOUR, spike: 500 },
  temperature: { rate: 1 },
  flow: { flat: 2 * HOUR },
}

export function limitsOf(point: Point): Limits {
  return LIMITS[point.quantity] ?? {}
}
