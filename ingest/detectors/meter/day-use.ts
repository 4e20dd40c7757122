import type { Instant } from '../../../model/time.ts'

/** Days of use kept for comparison. */
const DAYS = 28

/** What a customer used lately, by local day. */
export interface DayUse {
  readonly day: number
  /** m³ so far on the open day, and its highest flow, m³/h. */
  readonly used: number
  readonly peak: number
  /** Closed days, newest first: m³ and highest m³/h. */
  readonly uses: readonly number[]
  readonly peaks: readonly number[]
}

export const NO_USE: DayUse = { day: Number.NaN, used: 0, peak: 0, uses: [], peaks: [] }

/** Adds a step to the day it ends on. */
export function addUse(
  state: DayUse,
  dayOf: (at: Instant) => number,
  at: Instant,
  used: number,
  flow: number,
): DayUse {
  const day = dayOf(at)
  const more = Math.max(0, used)
  if (day === state.day) return { ...state, used: state.used + more, peak: Math.max(state.peak, flow) }
  const isFirst = Number.isNaN(state.day)
  return {
    day,
    used: more,
    peak: flow,
    uses: isFirst ? [] : [state.used, ...state.uses].slice(0, DAYS),
    peaks: isFirst ? [] : [state.peak, ...state.peaks].slice(0, DAYS),
  }
}

/** The value that a share of the list does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
