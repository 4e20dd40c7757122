import type { Reason } from '../model/quality.ts'
import type { Reading } from '../model/reading.ts'
import type { Instant } from '../model/time.ts'

/** What was known from one reading until the next: `value` null where it was not good, or was not heard at all. */
export interface Held {
  from: Instant
  to: Instant
  value: number | null
  /** Why the value cannot be used; `gap` where nothing was heard. */
  reason?: Reason
}

/**
 * Turns one point's readings, in their order, into stretches without holes between `from` and `to`. A reading holds
 * until the next, at most `hold` ms: what was not heard is not known. Hand it readings from before `from` too.
 */
export function holding(from: Instant, to: Instant, hold: number, tell: (held: Held) => void) {
  let last: Reading | undefined
  let reached = from
  const say = (until: Instant, value: number | null, reason: Reason | undefined) => {
    const end = Math.min(until, to)
    if (end <= reached) return
    tell({ from: reached, to: end, value, ...(reason && { reason }) })
    reached = end
  }
  const tellLast = (until: Instant) => {
    if (last) {
      const { at, value, quality, reason } = last
      const usable = quality === 'good' && value !== null
      say(Math.min(until, at + hold), usable ? value : null, usable ? undefined : (reason ?? 'unspecified'))
    }
    say(until, null, 'gap')
  }
  return {
    take(reading: Reading): void {
      if (last && reading.at <= last.at) return
      tellLast(reading.at)
      last = reading
    },
    /** Nothing more comes: what the last one holds, and the rest. */
    end(): void {
      tellLast(to)
    },
  }
}

/** A reading holds for this many of its point's periods. */
export const HOLD_PERIODS = 3
