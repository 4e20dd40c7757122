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
  /** Of the closed days: median and highest use, m³, and the highest hour but for the odd one, m³/h. */
  readonly usualDay: number
  readonly mostDay: number
  readonly usualPeak: number
}

export const NO_USE: DayUse = {
  day: Number.NaN,
  used: 0,
  peak: 0,
  uses: [],
  peaks: [],
  usualDay: Number.NaN,
  mostDay: Number.NaN,
  usualPeak: Number.NaN,
}

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
  if (Number.isNaN(state.day)) return { ...state, day, used: more, peak: flow }
  const uses = [state.used, ...state.uses].slice(0, DAYS)
  const peaks = [state.peak, ...state.peaks].slice(0, DAYS)
  return {
    day,
    used: more,
    peak: flow,
    uses,
    peaks,
    usualDay: quantile(uses, 0.5),
    mostDay: quantile(uses, 1),
    usualPeak: quantile(peaks, 0.95),
  }
}

/** The value that a share of the list does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
