import type { Instant } from '../../model/time.ts'
import type { Track } from './track.ts'
import { type Finding, found, NOTHING } from './verdict.ts'

/** Share of the range that still counts as its end: 4.00 and 20.00 mA are never exactly that. */
const END = 0.001
const LIMIT_READINGS = 3
const FLAT_READINGS_PERIODS = 10
/** A point that stands still often and moves again is quiet, not dead: it gets this much more than it ever took. */
const QUIET = 1.5

/** Outside what is physically possible or what the instrument can measure. */
export function rangeFinding({ low, high }: Track, value: number): Finding {
  return value < low || value > high ? found('bad', 'out-of-range') : NOTHING
}

/** Faster than the quantity can move: uncertain, because a burst is fast too and must not be thrown away. */
export function rateFinding(track: Track, at: Instant, value: number): Finding {
  const { rate } = track.limits
  if (rate === undefined || !(track.goodAt < at)) return NOTHING
  const seconds = Math.max((at - track.goodAt) / 1000, 1)
  return Math.abs(value - track.good) / seconds > rate ? found('uncertain', 'rate') : NOTHING
}

/** A jump of one sample: an air bubble, a cleaning. The second sample at the new value is believed. */
export function spikeFinding(track: Track, value: number): Finding {
  const { spike } = track.limits
  if (spike === undefined || Number.isNaN(track.good) || Math.abs(value - track.good) <= spike) {
    track.doubted = Number.NaN
    return NOTHING
  }
  const confirmed = Math.abs(value - track.doubted) <= spike
  track.doubted = confirmed ? Number.NaN : value
  return confirmed ? NOTHING : found('uncertain', 'spike')
}

/**
 * A gauge that does not move at all for longer than its quantity allows and than it ever stood still before.
 * Standing at zero is rest. Where small changes are not reported, standing still says little.
 */
export function flatFinding(track: Track, at: Instant, value: number): Finding {
  const { flat } = track.limits
  if (flat === undefined || track.point.kind !== 'gauge' || value !== track.good || Math.abs(value) < 1e-6)
    return NOTHING
  const allowed = flat * (track.point.deadband > 0 ? 4 : 1)
  const readings = FLAT_READINGS_PERIODS * track.point.period
  return at - track.flatSince >= Math.max(allowed, readings, QUIET * track.stillness)
    ? found('uncertain', 'flat-line')
    : NOTHING
}

/** Stands at an end of the instrument's range: saturated, or a broken current loop. */
export function stuckFinding(track: Track, at: Instant, value: number): Finding {
  const { limits, point } = track
  const [low, high] = point.range
  const margin = END * (high - low)
  const longest = value >= high - margin ? limits.full : value <= low + margin ? limits.empty : undefined
  if (longest === undefined) {
    track.limitReadings = 0
    return NOTHING
  }
  if (track.limitReadings++ === 0) track.limitSince = at
  const stuck = track.limitReadings >= LIMIT_READINGS && at - track.limitSince >= longest
  return stuck ? found('uncertain', 'stuck-at-limit') : NOTHING
}
