import type { Instant } from '../../../model/time.ts'
import type { Kept } from '../kept.ts'
import type { LocalClock } from '../local-clock.ts'

/** What a counter has counted on each local day. */
export interface DayCounter extends Kept {
  /** Says how much the day that has just ended counted; undefined while a day goes on or where it is not known. */
  take(at: Instant, value: number): { day: number; counted: number } | undefined
}

/** A day whose beginning or end was not read within this much is not known, ms. */
const NEAR = 3 * 3_600_000

/** Counts by local day; a step over midnight is shared out by time. Running backwards makes the day unknown. */
export function dayCounter(clock: LocalClock): DayCounter {
  let last: { at: Instant; value: number } | undefined
  /** The counter at the beginning of the open day, where known. */
  let opened: number | undefined
  return {
    take(at, value) {
      const before = last
      if (before && at <= before.at) return undefined
      last = { at, value }
      if (!before) return undefined
      if (value < before.value) opened = undefined
      const day = clock.day(before.at)
      if (clock.day(at) === day) return undefined
      const known = at - before.at <= NEAR && value >= before.value
      // Local midnight lies as far before `at` as the minutes of its day say.
      const midnight = at - (clock.minuteOfDay(at) * 60_000 + (at % 60_000))
      const share = (midnight - before.at) / (at - before.at)
      const there = known ? before.value + share * (value - before.value) : undefined
      const counted = there !== undefined && opened !== undefined ? there - opened : undefined
      opened = there
      return counted === undefined ? undefined : { day, counted }
    },
    save: () => ({ last, opened }),
    load: saved => {
      ;({ last, opened } = saved as { last: typeof last; opened: typeof opened })
    },
  }
}
