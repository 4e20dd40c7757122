import type { Point } from '../../model/point.ts'
import { qualityOf } from '../../model/quality.ts'
import { FUTURE_TOLERANCE, type Instant, MINUTE } from '../../model/time.ts'
import { LATE } from '../rows.ts'
import { crossFinding, partnersIn } from './cross.ts'
import { flatFinding, rangeFinding, rateFinding, spikeFinding, stuckFinding } from './instrument.ts'
import { sampleFinding, sampleFlowsIn } from './sample-flow.ts'
import { defaultSettings, type QualitySettings } from './settings.ts'
import { totaliserFinding } from './totaliser.ts'
import { rememberRecent, seenBefore, type Track, trackOf } from './track.ts'
import { upkeepFinding } from './upkeep.ts'
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
/** Periods without a reading that are a gap. */
const GAP = 3

export interface QualityOptions {
  points: ReadonlyMap<string, Point>
  settings?: QualitySettings
  /** See LATE_TOLERANCE; a town that lives faster than time needs more of it. */
  lateTolerance?: number
}

/**
 * Judges readings one by one in their order of arrival, in the order of domain.md §9. Pure but for what it remembers
 * of each point: the same readings in the same order give the same judgement.
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

export function createQuality(options: QualityOptions): QualityEngine {
  const { points, settings = defaultSettings, lateTolerance = LATE_TOLERANCE } = options
  const tracks = new Map<string, Track>()
  const partners = partnersIn(points)
  const sampleFlows = sampleFlowsIn(points)
  const trackFor = (id: string): Track | undefined => {
    let track = tracks.get(id)
    if (!track) {
      const point = points.get(id)
      if (!point) return undefined
      tracks.set(id, (track = trackOf(point, settings.limits(point))))
    }
    return track
  }

  /** What the value itself says, of a reading in its order. */
  const judgeValue = (track: Track, at: Instant, value: number): number => {
    let verdict = rateFinding(track, at, value)
    verdict = worst(verdict, spikeFinding(track, value))
    verdict = worst(verdict, flatFinding(track, at, value))
    verdict = worst(verdict, stuckFinding(track, at, value))
    if (at - track.at > GAP * track.point.period + lateTolerance) verdict = worst(verdict, GAP_REMARK(track))
    verdict = worst(verdict, totaliserFinding(track, value))
    const sample = sampleFlows.get(track.point.id)
    if (sample !== undefined) verdict = worst(verdict, sampleFinding(at, track, tracks.get(sample)))
    const partner = partners.get(track.point.id)
    if (partner) {
      const running = partner.running === undefined ? undefined : tracks.get(partner.running)
      verdict = worst(verdict, crossFinding(track, at, value, partner, tracks.get(partner.point), running))
    }
    return verdict
  }

  return {
    judge(id, at, value, code, received) {
      const track = trackFor(id)
      if (!track) return UNKNOWN_POINT
      if (!(at >= FIRST_INSTANT && at <= LAST_INSTANT)) return IMPOSSIBLE_TIME
      if (seenBefore(track, at, value)) return RESENT
      rememberRecent(track, at, value)
      let verdict = code
      if (Number.isNaN(value)) {
        if (qualityOf(code) !== 'bad') verdict = found('bad', 'no-sample')
      } else verdict = worst(verdict, rangeFinding(track, value))
      const ahead = at > received + FUTURE_TOLERANCE
      const inOrder = at > track.at && !ahead
      if (inOrder && qualityOf(verdict) !== 'bad') verdict = worst(verdict, judgeValue(track, at, value))
      if (ahead) verdict = worst(verdict, found('uncertain', 'clock-ahead'))
      const upkeep = settings.upkeep(id)
      if (upkeep) verdict = worst(verdict, upkeepFinding(upkeep, at))
      if (inOrder) advance(track, at, value, verdict)
      const late = !inOrder || at < received - 3 * track.point.period - lateTolerance
      return late ? verdict | (LATE << 8) : verdict
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

/** The first reading after a gap is good, with the remark; a point's very first one follows no gap. */
const GAP_REMARK = ({ at }: Track) => (at === Number.NEGATIVE_INFINITY ? NOTHING : found('good', 'gap'))

const SPIKE = found('uncertain', 'spike')

function advance(track: Track, at: Instant, value: number, code: number) {
  track.at = at
  // What may be a spike is not what the next reading is compared with.
  if (Number.isNaN(value) || qualityOf(code) === 'bad' || code === SPIKE) return
  if (value !== track.good) {
    if (track.flatSince !== Number.NEGATIVE_INFINITY)
      track.stillness = Math.max(track.stillness * 0.9999, track.goodAt - track.flatSince)
    track.flatSince = at
  }
  track.good = value
  track.goodAt = at
}
