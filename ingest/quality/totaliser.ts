import type { Track } from './track.ts'
import { type Finding, found, NOTHING } from './verdict.ts'

/** A rollover happens near the top of the register and lands near its bottom. */
const NEAR_TOP = 0.9
const NEAR_BOTTOM = 0.1
/** Falling by less than this share of the reading (or this much) is water or a meter running backwards. */
const REVERSE_SHARE = 0.001
const REVERSE_LEAST = 5

/**
 * A totaliser only grows. It may roll over at a power of ten (good, with the remark), run backwards a little, or
 * have been exchanged or reset: then it goes on from its new reading.
 */
export function totaliserFinding(track: Track, value: number): Finding {
  const last = track.good
  if (track.point.kind !== 'counter' || Number.isNaN(last) || value >= last) return NOTHING
  const capacity = 10 ** Math.ceil(Math.log10(Math.max(last, 10)))
  const rolled = last > NEAR_TOP * capacity && value < NEAR_BOTTOM * capacity && capacity >= 10_000
  if (rolled) return found('good', 'totaliser-rollover')
  const little = last - value <= Math.max(REVERSE_LEAST, last * REVERSE_SHARE)
  return little ? found('uncertain', 'totaliser-reverse') : found('uncertain', 'meter-exchange')
}

/** What a counter has counted between two readings, with rollovers; undefined where it cannot be known. */
export function counted(last: number, value: number, finding: Finding): number | undefined {
  if (value >= last) return value - last
  if (finding !== found('good', 'totaliser-rollover')) return undefined
  return 10 ** Math.ceil(Math.log10(Math.max(last, 10))) - last + value
}
