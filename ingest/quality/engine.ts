import type { Point } from '../../model/point.ts'
import { qualityOf } from '../../model/quality.ts'
import { FUTURE_TOLERANCE, type Instant, MINUTE } from '../../model/time.ts'
import { LATE } from '../rows.ts'
import { rateFinding } from './rate.ts'
import { rememberRecent, seenBefore, type Track, trackOf } from './track.ts'
import { found, NOTHING, worst } from './verdict.ts'

/** Refusals of `judge`; every other result is `code | flags << 8`. */
export const UNKNOWN_POINT = -1
export const IMPOSSIBLE_TIME = -2
export const RESENT = -3

/** Instants outside are not times but faults: 2000-01-01 to 2100-01-01. */
const FIRST_INSTANT = Date.UTC(2000, 0)
const LAST_INSTANT = Date.UTC(2100, 0)

/** A link may be this much slower than three periods before its readings count as history, ms at speed 1. */
export const LATE_TOLERANCE = MINUTE

export interface QualityOptions {
  points: ReadonlyMap<string, Point>
  /** See LATE_TOLERANCE; a town that lives faster than time needs more of it. */
  lateTolerance?: number
}

/**
 * Judges readings one by one in their order of arrival (domain.md §9). Pure but for what it remembers of each point:
 * the same readings in the same order give the same judgement.
 */
export interface QualityEngine {
  /**
   * The stored code and flags of one reading, as `code | flags << 8`, or why it is not to be stored.
   * @param value SI, NaN for none
   * @param code as the sender judged it
   */
  judge(point: string, at: Instant, value: number, code: number, received: Instant): number
  /** Takes over a stored reading without judging it, so that a restart does not begin blind. */
  recall(point: string, at: Instant, value: number, code: number): void
  /** Forgets a point's past: its last readings were not made durable and will come again. */
  forget(point: string): void
}

export function createQuality({ points, lateTolerance = LATE_TOLERANCE }: QualityOptions): QualityEngine {
  const tracks = new Map<string, Track>()
  const trackFor = (id: string): Track | undefined => {
    let track = tracks.get(id)
    if (!track) {
      const point = points.get(id)
      if (!point) return undefined
      tracks.set(id, (track = trackOf(point)))
    }
    return track
  }

  return {
    judge(id, at, value, code, received) {
      const track = trackFor(id)
      if (!track) return UNKNOWN_POINT
      if (!(at >= FIRST_INSTANT && at <= LAST_INSTANT)) return IMPOSSIBLE_TIME
      if (seenBefore(track, at, value)) return RESENT
      rememberRecent(track, at, value)
      let verdict = code
      if (Number.isNaN(value)) verdict = worst(verdict, found('bad', 'no-sample'))
      else if (value < track.low || value > track.high) verdict = worst(verdict, found('bad', 'out-of-range'))
      if (at > received + FUTURE_TOLERANCE)
        return worst(verdict, found('uncertain', 'clock-ahead')) | (LATE << 8)
      const late = at <= track.at || at < received - 3 * track.point.period - lateTolerance
      if (at <= track.at) return verdict | (LATE << 8)
      if (qualityOf(verdict) !== 'bad') verdict = worst(verdict, rateFinding(track, at, value))
      advance(track, at, value, verdict)
      return verdict | (late ? LATE << 8 : 0)
    },
    recall(id, at, value, code) {
      const track = trackFor(id)
      if (!track || at <= track.at) return
      rememberRecent(track, at, value)
      advance(track, at, value, code)
    },
    forget(id) {
      tracks.delete(id)
    },
  }
}

function advance(track: Track, at: Instant, value: number, code: number) {
  track.at = at
  track.value = value
  if (Number.isNaN(value) || (code !== NOTHING && qualityOf(code) === 'bad')) return
  if (value !== track.good) track.flatSince = at
  track.good = value
  track.goodAt = at
}
