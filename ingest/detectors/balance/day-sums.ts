import { HOUR, type Instant, MINUTE } from '../../../model/time.ts'
import type { Kept } from '../kept.ts'
import type { LocalClock } from '../local-clock.ts'

/** Hours of a day that must be known of a flow. */
const LEAST_HOURS = 22
/** A register that was not read for longer cannot be shared out over the days between. */
const LONGEST_STEP = 3

const midnightOf = (clock: LocalClock, at: Instant) => at - clock.minuteOfDay(at) * MINUTE - (at % MINUTE)

/** Volume that a flow brought on each local day, from the means of its hours. */
export function flowDays(clock: LocalClock) {
  const days = new Map<number, Map<number, { sum: number; count: number }>>()
  return {
    take(at: Instant, value: number): void {
      const day = clock.day(at)
      let hours = days.get(day)
      if (!hours) days.set(day, (hours = new Map()))
      const hour = Math.floor(at / HOUR)
      const known = hours.get(hour)
      if (known) {
        known.sum += value
        known.count++
      } else hours.set(hour, { sum: value, count: 1 })
    },
    /** m³; undefined where too little is known. */
    volume(day: number): number | undefined {
      const hours = days.get(day)
      if (!hours || hours.size < LEAST_HOURS) return undefined
      let sum = 0
      for (const bin of hours.values()) sum += bin.sum / bin.count
      return (24 * sum) / hours.size
    },
    forget: (upTo: number) => {
      for (const day of days.keys()) if (day <= upTo) days.delete(day)
    },
    ...keptMap(days),
  }
}

/** What registers stood at at local midnights, and so what was used on the days between. */
export function registerDays(clock: LocalClock) {
  const last = new Map<string, { at: Instant; value: number; midnight?: number }>()
  const days = new Map<number, { used: number; meters: number }>()
  return {
    take(meter: string, at: Instant, value: number): void {
      const before = last.get(meter)
      if (before && at <= before.at) return
      const next: { at: Instant; value: number; midnight?: number } = { at, value }
      last.set(meter, next)
      if (!before) return
      const first = clock.day(before.at)
      const passed = clock.day(at) - first
      if (value < before.value || passed > LONGEST_STEP) return
      if (passed === 0) {
        if (before.midnight !== undefined) next.midnight = before.midnight
        return
      }
      const rate = (value - before.value) / (at - before.at)
      let open = before.midnight
      for (let n = 1; n <= passed; n++) {
        // Days of 23 or 25 hours are a matter of minutes here.
        const midnight = midnightOf(clock, at) - (passed - n) * 24 * HOUR
        const there = before.value + Math.max(0, midnight - before.at) * rate
        if (open !== undefined) {
          const day = days.get(first + n - 1) ?? { used: 0, meters: 0 }
          days.set(first + n - 1, { used: day.used + there - open, meters: day.meters + 1 })
        }
        open = there
      }
      if (open !== undefined) next.midnight = open
    },
    of: (day: number) => days.get(day),
    forget: (upTo: number) => {
      for (const day of days.keys()) if (day <= upTo) days.delete(day)
    },
    save: () => ({ last, days }),
    load(saved: unknown) {
      const kept = saved as { last: typeof last; days: typeof days }
      for (const [meter, one] of kept.last) last.set(meter, one)
      for (const [day, one] of kept.days) days.set(day, one)
    },
  }
}

/** How much a level changed over each local day. */
export function levelDays(clock: LocalClock) {
  const first = new Map<number, number>()
  return {
    take(at: Instant, value: number): void {
      const day = clock.day(at)
      if (!first.has(day)) first.set(day, value)
    },
    /** m; undefined where one end is not known. */
    change(day: number): number | undefined {
      const [from, to] = [first.get(day), first.get(day + 1)]
      return from === undefined || to === undefined ? undefined : to - from
    },
    forget: (upTo: number) => {
      for (const day of first.keys()) if (day <= upTo) first.delete(day)
    },
    ...keptMap(first),
  }
}

function keptMap<K, V>(map: Map<K, V>): Kept {
  return {
    save: () => map,
    load: saved => {
      for (const [key, value] of saved as Map<K, V>) map.set(key, value)
    },
  }
}
