import { HOUR, type Instant } from '../../../model/time.ts'
import type { MeterRule } from './rule.ts'

interface LeakState {
  /** Since when the flow has not fallen under the leak's, and its least since then. */
  readonly since?: Instant
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

/** Stops in a day that end a leak: less is a leak that somebody's tap hides for an hour. */
const STOPS = 4

/**
 * Water that never stops: no interval of a day without use (`meter-leak`). Its least flow is what the leak takes.
 * Source: domain.md §4.3 (iPERL continuous flow 24 h; "no zero-consumption hour in 24 h").
 */
export function leakRule({ flow: limit, hours }: LeakRule): MeterRule<LeakState> {
  return {
    initial: { least: Number.POSITIVE_INFINITY, stops: [] },
    step: (state, { from, to, flow, isGap }) => {
      const flows = !isGap && flow >= limit
      if (flows) {
        const since = state.since ?? from
        const least = Math.min(state.least, flow)
        if (state.leak !== undefined) return [{ ...state, since, least }, undefined]
        const lasted = (to - since) / HOUR
        if (lasted < hours) return [{ ...state, since, least }, undefined]
        const evidence = { flow: least, hours: lasted, limit }
        return [
          { since, least, leak: since, stops: [] },
          { kind: 'meter-leak', start: since, active: true, evidence },
        ]
      }
      const calm = { least: Number.POSITIVE_INFINITY, stops: [] }
      if (state.leak === undefined) return [calm, undefined]
      const stops = [...state.stops, to].filter(at => to - at < 24 * HOUR)
      if (stops.length < STOPS && !isGap) return [{ ...calm, leak: state.leak, stops }, undefined]
      const evidence = { flow, hours: (to - state.leak) / HOUR, limit }
      return [calm, { kind: 'meter-leak', start: state.leak, active: false, evidence }]
    },
  }
}
