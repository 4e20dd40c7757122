import type { Instant } from '../../model/time.ts'
import { recentLevel } from './recent-level.ts'
import type { SeasonalBaseline } from './seasonal-baseline.ts'

export interface DriftSettings {
  /** −1 watches for a fall, +1 for a rise. */
  sign: 1 | -1
  /** Standard deviations a slot that are nobody's business (k). */
  slack: number
  /** Sum of what is beyond that which counts (h). */
  limit: number
  /** Noise below which the usual spread is not believed to be. */
  noise: number
  /** … as a share of the usual. */
  noiseShare: number
  slot: number
}

/** Only what is usual on the same weekday will do: days differ by more than what is looked for. */
const DAYS = Number.POSITIVE_INFINITY
/** One slot says at most so much. */
const MOST = 5
/** Weight of the newest slot in what is left of it. */
const RECENT = 0.3

interface Saved {
  level: unknown
  since: Instant | undefined
  sum: number
  differences: number
  slots: number
  normalised: number
  recent: number
}

/**
 * A small shift that stays: the one-sided cumulative sum of what lies beyond the usual of this time of day, shifted by
 * how the last day differed. Source: domain.md §4.2 "CUSUM" (S⁺ = max(0, S⁺ + z − k) over residuals of the seasonal
 * baseline).
 */
export function driftTrack({ sign, slack, limit, noise, noiseShare, slot }: DriftSettings) {
  const level = recentLevel(slot)
  let sum = 0
  let differences = 0
  let slots = 0
  let normalised = 0
  let recent = 0
  const track = {
    /** Slot in which the sum left zero. */
    since: undefined as Instant | undefined,
    get stands() {
      return sum > limit
    },
    /** It has begun, or is not quite over: half of it is left. */
    get leans() {
      return sum > limit / 2 && recent > differences / slots / 2
    },
    /** Mean difference from the usual since then, in the watched direction, SI. */
    get size() {
      return slots === 0 ? 0 : differences / slots
    },
    /** The same in standard deviations. */
    get normalised() {
      return slots === 0 ? 0 : normalised / slots
    },
    /** Takes the mean of a slot in; `move` false: what the last day was like stays as it was (something stands). */
    add(from: Instant, mean: number, season: SeasonalBaseline, move: boolean): void {
      const usual = season.expected(from, DAYS)
      if (!usual) return
      const difference = sign * (mean - usual.median)
      const beyond = difference - level.of(move)
      level.add(from, difference)
      const z = beyond / Math.max(usual.sigma, noise, noiseShare * Math.abs(usual.median))
      sum = Math.min(2 * limit, Math.max(0, sum + Math.min(MOST, z) - slack))
      if (sum === 0) track.forget()
      else {
        track.since ??= from
        differences += beyond
        normalised += z
        slots++
        recent += RECENT * (beyond - recent)
      }
    },
    save: () => ({ level: level.save(), since: track.since, sum, differences, slots, normalised, recent }),
    load(saved: unknown): void {
      const known = saved as Saved
      level.load(known.level)
      track.since = known.since
      ;({ sum, differences, slots, normalised, recent } = known)
    },
    /** From here on, how it is is usual. */
    forget(): void {
      sum = 0
      differences = 0
      normalised = 0
      recent = 0
      slots = 0
      track.since = undefined
    },
  }
  return track
}
export type DriftTrack = ReturnType<typeof driftTrack>
