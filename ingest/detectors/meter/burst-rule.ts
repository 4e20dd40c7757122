import { HOUR, type Instant } from '../../../model/time.ts'
import type { MeterRule } from './rule.ts'

interface BurstState {
  /** The customer's own highest flow of the days before, m³/h, fading; since when the meter is known. */
  readonly peak: number
  readonly knownSince?: Instant
  readonly since?: Instant
  readonly burst?: Instant
}

export interface BurstRule {
  /** Least m³/h that is a burst … */
  flow: number
  /** … for so many hours … */
  hours: number
  /** … and so many times the customer's own peak. */
  ratio: number
}

/** A hospital uses in an hour what a household uses in a week: a day must pass before too much has a meaning. */
const LEARNING = 24 * HOUR
/** What is left of a peak after a day without its like. */
const FADE_A_DAY = 0.98

/** Far too much water at once (`meter-burst`). Source: domain.md §4.3 (iPERL high flow, 1 h). */
export function burstRule({ flow: least, hours, ratio }: BurstRule): MeterRule<BurstState> {
  return {
    initial: { peak: 0 },
    step: (state, { from, to, flow, isGap }) => {
      const knownSince = state.knownSince ?? from
      const limit = Math.max(least, ratio * state.peak)
      const isHigh = !isGap && from - knownSince >= LEARNING && flow >= limit
      const faded = state.peak * FADE_A_DAY ** ((to - from) / (24 * HOUR))
      // What stands as a burst is not usual.
      const peak = isHigh || isGap ? faded : Math.max(faded, flow)
      const known = { peak, knownSince }
      const evidence = { flow, limit }
      if (!isHigh) {
        if (state.burst === undefined) return [known, undefined]
        return [known, { kind: 'meter-burst', start: state.burst, active: false, evidence }]
      }
      const since = state.since ?? from
      // Registers are read a little early or late: an hour is an hour less a few minutes too.
      const lasts = to - since >= hours * HOUR * 0.95
      if (state.burst !== undefined || !lasts) return [{ ...state, ...known, since }, undefined]
      return [
        { ...known, since, burst: since },
        { kind: 'meter-burst', start: since, active: true, evidence },
      ]
    },
  }
}
