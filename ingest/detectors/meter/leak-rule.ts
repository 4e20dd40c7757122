import { HOUR, type Instant } from '../../../model/time.ts'
import type { MeterRule } from './rule.ts'

interface LeakState {
  /** Since when the flow has not fallen under the leak's, for how many hours that was seen, and its least. */
  readonly since?: Instant
  readonly seen: number
  readonly least: number
  readonly leak?: Instant
  /** Hours since the leak was told in which the flow did fall under it, of the last day. */
  readonly stops: readonly Instant[]
}

export interface LeakRule {
  /** m³/h that never stops … */
  flow: number
  /** … for so many hours. */
  hours: number
}

/** A longer gap is not bridged. */
const LONGEST_GAP = 6 * HOUR
/** Stops in a day that end a leak: less is a leak that somebody's tap hides for an hour. */
const STOPS = 4

/**
 * Water that never stops: no interval of a day without use (`meter-leak`). Its least flow is what the leak takes.
 * Source: domain.md §4.3 (iPERL continuous flow 24 h; "no zero-consumption hour in 24 h").
 */
export function leakRule({ flow: limit, hours }: LeakRule): MeterRule<LeakState> {
  return {
    initial: { seen: 0, least: Number.POSITIVE_INFINITY, stops: [] },
    step: (state, { from, to, flow, isGap }) => {
      // Over a gap the mean is all there is: enough to go on with, not to begin with.
      const flows = flow >= limit && (!isGap || (state.since !== undefined && to - from <= LONGEST_GAP))
      if (flows) {
        const since = state.since ?? from
        const least = isGap ? state.least : Math.min(state.least, flow)
        const seen = state.seen + (isGap ? 0 : (to - from) / HOUR)
        const next = { ...state, since, seen, least }
        // A day of readings a little early is a day.
        if (state.leak !== undefined || seen < 0.99 * hours) return [next, undefined]
        const evidence = { flow: least, hours: seen, limit }
        return [
          { ...next, leak: since },
          { kind: 'meter-leak', start: since, active: true, evidence },
        ]
      }
      const calm = { seen: 0, least: Number.POSITIVE_INFINITY, stops: [] }
      if (state.leak === undefined) return [calm, undefined]
      const stops = [...state.stops, to].filter(at => to - at < 24 * HOUR)
      if (stops.length < STOPS) return [{ ...calm, leak: state.leak, stops }, undefined]
      const evidence = { flow, hours: (to - state.leak) / HOUR, limit }
      return [calm, { kind: 'meter-leak', start: state.leak, active: false, evidence }]
    },
  }
}
