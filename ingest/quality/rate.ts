import type { Instant } from '../../model/time.ts'
import type { Track } from './track.ts'
import { type Finding, found, NOTHING } from './verdict.ts'

/** Faster than the quantity can move: uncertain, because a burst is fast too and must not be thrown away. */
export function rateFinding(track: Track, at: Instant, value: number): Finding {
  const { rate } = track.limits
  if (rate === undefined || !(track.goodAt < at)) return NOTHING
  const seconds = Math.max((at - track.goodAt) / 1000, 1)
  return Math.abs(value - track.good) / seconds > rate ? found('uncertain', 'rate') : NOTHING
}
