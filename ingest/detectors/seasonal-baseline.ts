import { type Instant, MINUTE } from '../../model/time.ts'
import type { Kept } from './kept.ts'
import type { LocalClock } from './local-clock.ts'
import { type Spread, spreadOf } from './robust.ts'

/** Comparable weeks kept. */
const WEEKS = 6
/** So many of them say what a weekday is like; before, all working days or weekend days stand for each other. */
const ENOUGH = 3

/**
 * What is usual at this time of day: the median and spread of the same slot on the same weekday of the last weeks;
 * where those are not yet known, of the last working days or weekend days. Source: domain.md §4.2 "seasonal baseline"
 * (slot × weekday, median and MAD of the last 4–8 comparable weeks), §4.4 (local slots, nothing learnt from events).
 */
export interface SeasonalBaseline extends Kept {
  /** Takes a value in; `learn` false leaves the slot's day out (a detection stands, data in doubt). */
  add(at: Instant, value: number, learn: boolean): void
  /** The usual value and its spread; undefined until three weeks or `minDays` comparable days are known. */
  expected(at: Instant, minDays: number): Spread | undefined
}

interface Saved {
  values: (Float32Array | undefined)[]
  written: (Uint16Array | undefined)[]
  from: number
  sum: number
  count: number
  spoilt: boolean
}

const pool = new Float64Array(5 * WEEKS)

/** An empty baseline with slots of `width` ms: a divisor of a day and a multiple of a quarter of an hour. */
export function seasonalBaseline(clock: LocalClock, width: number): SeasonalBaseline {
  const minutes = width / MINUTE
  const slots = Math.round(1440 / minutes)
  /** By weekday, made when first written: most points live on a schedule of their own. */
  const values: (Float32Array | undefined)[] = Array.from({ length: 7 })
  const written: (Uint16Array | undefined)[] = Array.from({ length: 7 })
  /** The slot being filled: its start (zones are off by quarters of an hour, so UTC will do) and its sums. */
  let from = Number.NaN
  let sum = 0
  let count = 0
  let spoilt = false
  let known: { from: Instant; spread: Spread | undefined; days: number; own: boolean } | undefined

  const slotOf = (at: Instant) => Math.floor(clock.minuteOfDay(at) / minutes)

  const close = () => {
    if (count === 0 || spoilt) return
    const weekday = clock.weekday(from)
    const slot = slotOf(from)
    const own = (values[weekday] ??= new Float32Array(slots * WEEKS))
    const nth = (written[weekday] ??= new Uint16Array(slots))[slot]!++
    own[slot * WEEKS + (nth % WEEKS)] = sum / count
  }

  /** The values of a weekday's slot. */
  const of = (weekday: number, slot: number): Float32Array | undefined => {
    const days = Math.min(written[weekday]?.[slot] ?? 0, WEEKS)
    return days === 0 ? undefined : values[weekday]!.subarray(slot * WEEKS, slot * WEEKS + days)
  }

  const look = (start: Instant) => {
    const weekday = clock.weekday(start)
    const slot = slotOf(start)
    const own = of(weekday, slot)
    if (own && own.length >= ENOUGH)
      return { from: start, spread: spreadOf(own), days: own.length, own: true }
    let days = 0
    for (let other = 0; other < 7; other++) {
      if (other >= 5 !== weekday >= 5) continue
      for (const value of of(other, slot) ?? []) pool[days++] = value
    }
    return { from: start, spread: days === 0 ? undefined : spreadOf(pool, days), days, own: false }
  }

  return {
    add: (at, value, learn) => {
      if (!(at >= from && at < from + width)) {
        close()
        from = Math.floor(at / width) * width
        sum = 0
        count = 0
        spoilt = false
      }
      sum += value
      count++
      if (!learn) spoilt = true
    },
    expected: (at, minDays) => {
      const start = Math.floor(at / width) * width
      if (known?.from !== start) known = look(start)
      return known.own || known.days >= minDays ? known.spread : undefined
    },
    save: () => ({ values, written, from, sum, count, spoilt }),
    load: saved => {
      const { values: days, written: counts, ...open } = saved as Saved
      // A copy: what was read from a file shares the memory of the file.
      for (let weekday = 0; weekday < 7; weekday++) {
        values[weekday] = days[weekday]?.slice()
        written[weekday] = counts[weekday]?.slice()
      }
      ;({ from, sum, count, spoilt } = open)
      known = undefined
    },
  }
}
