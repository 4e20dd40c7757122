import { allowedDifference, type ComparedSample, type LabSample } from '../../model/lab-sample.ts'
import type { Point } from '../../model/point.ts'
import type { Reading } from '../../model/reading.ts'
import { MINUTE } from '../../model/time.ts'

/** A reading this near to the sampling time is compared, or the point's period where that is longer. */
export const NEAR = 5 * MINUTE

/** A sample beside the good reading nearest to its sampling time. */
export function compared(sample: LabSample, point: Point, readings: readonly Reading[]): ComparedSample {
  const near = Math.max(NEAR, point.period)
  let online: ComparedSample['online'] = null
  for (const { at, value, quality } of readings) {
    if (value === null || quality === 'bad' || Math.abs(at - sample.at) > near) continue
    if (!online || Math.abs(at - sample.at) < Math.abs(online.at - sample.at)) online = { at, value }
  }
  const allowed = allowedDifference(point.quantity, sample.value)
  if (!online) return { ...sample, online, difference: null, allowed, agrees: null }
  const difference = online.value - sample.value
  return { ...sample, online, difference, allowed, agrees: Math.abs(difference) <= allowed }
}
