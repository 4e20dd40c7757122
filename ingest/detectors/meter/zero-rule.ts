import { HOUR, type Instant } from '../../../model/time.ts'
import { addUse, type DayUse, NO_USE } from './day-use.ts'
import type { MeterRule } from './rule.ts'

interface ZeroState {
  readonly use: DayUse
  readonly since?: Instant
  readonly zero?: Instant
  /** Longest rest that ended by itself, h. */
  readonly rest: number
}

export interface ZeroRule {
  /** Hours without any use … */
  hours: number
  /** … by a customer whose usual day was at least this, m³. */
  usualDay: number
}

/** A customer who goes away often must be away longer than ever. */
const LONGER = 1.3

/**
 * No use at all for days after regular use: stopped meter, bypass or vacancy (`meter-zero`). Source: domain.md §4.3
 * (zero use for ≥ 7 days after regular use).
 */
export function zeroRule(
  { hours, usualDay }: ZeroRule,
  dayOf: (at: Instant) => number,
): MeterRule<ZeroState> {
  return {
    initial: { use: NO_USE, rest: 0 },
    step: (state, { from, to, used, flow, isGap }) => {
      // A register that stands where it stood used nothing, however long nobody looked.
      if (used > 0) {
        const use = isGap ? state.use : addUse(state.use, dayOf, from, used, flow)
        const rest = Math.max(state.rest, state.since === undefined ? 0 : (from - state.since) / HOUR)
        const next = { use, rest }
        if (state.zero === undefined) return [next, undefined]
        const evidence = { hours: (from - state.zero) / HOUR }
        return [next, { kind: 'meter-zero', start: state.zero, active: false, evidence }]
      }
      const since = state.since ?? from
      const lasted = (to - since) / HOUR
      const usual = state.use.usualDay
      const long = lasted >= Math.max(hours, LONGER * state.rest)
      if (state.zero !== undefined || !long || !(usual >= usualDay)) return [{ ...state, since }, undefined]
      const evidence = { hours: lasted, usual }
      return [
        { ...state, since, zero: since },
        { kind: 'meter-zero', start: since, active: true, evidence },
      ]
    },
  }
}
