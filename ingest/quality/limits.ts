import { type Static, Type } from 'typebox'
import type { Quantity } from '../../model/quantity.ts'
import { HOUR, MINUTE } from '../../model/time.ts'

const positive = Type.Optional(Type.Number({ exclusiveMinimum: 0 }))

/** Beyond what a signal of a quantity can honestly do (domain.md §9). */
export const Limits = Type.Object(
  {
    /** Fastest believable change, SI a second. */
    rate: positive,
    /** Unchanged for this long is a dead instrument, ms. */
    flat: positive,
    /** A single sample that jumps by this much is not believed before the next one confirms it, SI. */
    spike: positive,
    /** Standing at the upper end of the instrument's range for this long is a saturated instrument, ms. */
    full: positive,
    /** The same at the lower end, where that is no rest, ms. */
    empty: positive,
  },
  { additionalProperties: false },
)
export type Limits = Static<typeof Limits>

export const LIMITS: Partial<Record<Quantity, Limits>> = {
  // 0.3 MPa/s; a gauge at its lower end is a broken loop (4.00 mA) or a drained pipe
  pressure: { rate: 30.6, flat: 30 * MINUTE, full: 2 * MINUTE, empty: 5 * MINUTE },
  level: { rate: 0.05, flat: 6 * HOUR, full: 10 * MINUTE },
  // DPD analysers hold a value through their cycle
  chlorine: { rate: 1, flat: 4 * HOUR, spike: 1, full: 15 * MINUTE },
  'total-chlorine': { rate: 1, flat: 4 * HOUR, spike: 1, full: 15 * MINUTE },
  'chlorine-dioxide': { rate: 1, flat: 4 * HOUR, spike: 0.5, full: 15 * MINUTE },
  turbidity: { flat: HOUR, spike: 2, full: 15 * MINUTE },
  ph: { rate: 1, flat: 4 * HOUR, spike: 1, full: 15 * MINUTE, empty: 15 * MINUTE },
  conductivity: { flat: 6 * HOUR, spike: 500, full: 15 * MINUTE },
  temperature: { rate: 1, full: 15 * MINUTE, empty: 15 * MINUTE },
  flow: { flat: 2 * HOUR, full: 10 * MINUTE },
  // a totaliser cannot grow faster than the largest main brings, 100,000 m³/h
  volume: { rate: 28 },
  'reverse-volume': { rate: 28 },
}
