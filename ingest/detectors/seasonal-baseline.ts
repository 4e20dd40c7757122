import { type Instant, MINUTE } from '../../model/time.ts'
import type { LocalClock } from './local-clock.ts'
import { type Spread, spreadOf } from './robust.ts'

/** Comparable days kept: at five working days a week, a bit over five weeks of them. */
const DAYS = 8

/**
 * What is usual at this time of day: the median and spread of the same slot on the last comparable days (working
 * day or weekend). Source: domain.md §4.2 "seasonal baseline", §4.4 (local slots, nothing learnt from events).
 */
export interface SeasonalBaseline {
  /** Takes a value in; `learn` false leaves the slot's day out (a detection stands, data in doubt). */
  add(at: Instant, value: number, learn: boolean): void
  /** The usual value and its spread; undefined until `minDays` comparable days are known. */
  expected(at: Instant, minDays: number): Spread | undefined
}

/** An empty baseline with slots of `width` ms (a divisor of a day). */
export function seasonalBaseline(clock: LocalClock, width: number): SeasonalBaseline {
  const minutes = width / MINUTE
  const slots = Math.round(1440 / minutes)
  const values = new Float32Array(2 * slots * DAYS).fill(Number.NaN)
  const written = new Uint16Array(2 * slots)
  let open = -1
  let openDay = 0
  let sum = 0
  let count = 0
  let spoilt = false
  let known: { slot: number; day: number; spread: Spread | undefined; days: number } | undefined

  const slotOf = (at: Instant) =>
    (clock.weekday(at) >= 5 ? slots : 0) + Math.floor(clock.minuteOfDay(at) / minutes)

  const close = () => {
    if (open < 0 || count === 0 || spoilt) return
    const nth = written[open]!++
    values[open * DAYS + (nth % DAYS)] = sum / count
  }

  return {
    add: (at, value, learn) => {
      const slot = slotOf(at)
      const day = clock.day(at)
      if (slot !== open || day !== openDay) {
        close()
        open = slot
        openDay = day
        sum = 0
        count = 0
        spoilt = false
      }
      sum += value
      count++
      if (!learn) spoilt = true
    },
    expected: (at, minDays) => {
      const slot = slotOf(at)
      const day = clock.day(at)
      if (known?.slot !== slot || known.day !== day) {
        const days = Math.min(written[slot]!, DAYS)
        const own = values.subarray(slot * DAYS, slot * DAYS + days)
        known = { slot, day, days, spread: days === 0 ? undefined : spreadOf(own) }
      }
      return known.days >= minDays ? known.spread : undefined
    },
  }
}
