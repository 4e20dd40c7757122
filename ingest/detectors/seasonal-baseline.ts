import { type Instant, MINUTE } from '../../model/time.ts'
import type { Kept } from './kept.ts'
import type { LocalClock } from './local-clock.ts'
import { type Spread, spreadOf } from './robust.ts'

/** Comparable days kept: at five working days a week, a bit over a week and a half of them. */
const DAYS = 8

/**
 * What is usual at this time of day: the median and spread of the same slot on the last comparable days (working
 * day or weekend). Source: domain.md §4.2 "seasonal baseline", §4.4 (local slots, nothing learnt from events).
 */
export interface SeasonalBaseline extends Kept {
  /** Takes a value in; `learn` false leaves the slot's day out (a detection stands, data in doubt). */
  add(at: Instant, value: number, learn: boolean): void
  /** The usual value and its spread; undefined until `minDays` comparable days are known. */
  expected(at: Instant, minDays: number): Spread | undefined
}

interface Saved {
  values: Float32Array | undefined
  written: Uint16Array | undefined
  from: number
  slot: number
  sum: number
  count: number
  spoilt: boolean
}

/** An empty baseline with slots of `width` ms: a divisor of a day and a multiple of a quarter of an hour. */
export function seasonalBaseline(clock: LocalClock, width: number): SeasonalBaseline {
  const minutes = width / MINUTE
  const slots = Math.round(1440 / minutes)
  let values: Float32Array | undefined
  let written: Uint16Array | undefined
  /** The slot being filled: its start (zones are off by quarters of an hour, so UTC will do) and its sums. */
  let from = Number.NaN
  let slot = 0
  let sum = 0
  let count = 0
  let spoilt = false
  let known: { from: Instant; spread: Spread | undefined; days: number } | undefined

  const slotOf = (at: Instant) =>
    (clock.weekday(at) >= 5 ? slots : 0) + Math.floor(clock.minuteOfDay(at) / minutes)

  const close = () => {
    if (count === 0 || spoilt) return
    values ??= new Float32Array(2 * slots * DAYS).fill(Number.NaN)
    written ??= new Uint16Array(2 * slots)
    const nth = written[slot]!++
    values[slot * DAYS + (nth % DAYS)] = sum / count
  }

  return {
    add: (at, value, learn) => {
      if (!(at >= from && at < from + width)) {
        close()
        from = Math.floor(at / width) * width
        slot = slotOf(at)
        sum = 0
        count = 0
        spoilt = false
      }
      sum += value
      count++
      if (!learn) spoilt = true
    },
    expected: (at, minDays) => {
      if (!values || !written) return undefined
      const start = Math.floor(at / width) * width
      if (known?.from !== start) {
        const asked = slotOf(at)
        const days = Math.min(written[asked]!, DAYS)
        const own = values.subarray(asked * DAYS, asked * DAYS + days)
        known = { from: start, days, spread: days === 0 ? undefined : spreadOf(own) }
      }
      return known.days >= minDays ? known.spread : undefined
    },
    save: () => ({ values, written, from, slot, sum, count, spoilt }),
    load: saved => {
      const { values: days, written: counts, ...open } = saved as Saved
      // A copy: what was read from a file shares the memory of the file.
      values = days?.slice()
      written = counts?.slice()
      ;({ from, slot, sum, count, spoilt } = open)
      known = undefined
    },
  }
}
