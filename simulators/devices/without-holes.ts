import type { Quantity } from '../../model/quantity.ts'
import type { Reading } from '../../model/reading.ts'
import type { Instant } from '../../model/time.ts'
import type { InstrumentPlan } from './planning.ts'

/** Whether pumps ran and whether water was good is added up over time: of these there are no holes in the past. */
const WITHOUT_HOLES: readonly Quantity[] = [
  'running',
  'chlorine',
  'turbidity',
  'ph',
  'conductivity',
  'temperature',
]

/** How often such a point must be told, ms: a reading holds for three periods. */
export const holdOf = ({ points }: InstrumentPlan): ReadonlyMap<string, number> =>
  new Map(
    points
      .filter(({ quantity }) => WITHOUT_HOLES.includes(quantity))
      .map(({ id, period }) => [id, 3 * period]),
  )

/** The same readings again until `to`, as often as they must be told to be known all the time. */
export function repeated(
  readings: readonly Reading[],
  from: Instant,
  to: Instant,
  hold: ReadonlyMap<string, number>,
): Reading[] {
  const more: Reading[] = []
  for (const reading of readings) {
    const every = hold.get(reading.point) ?? Number.POSITIVE_INFINITY
    for (let at = from + every; at < to; at += every) more.push({ ...reading, at, received: at })
  }
  return more
}
