import type { LimitLevel } from '../../model/kinds.ts'
import type { Reading } from '../../model/reading.ts'
import type { Instant } from '../../model/time.ts'
import type { LocalDay } from '../api/days.ts'
import type { Limit } from '../detectors/limits-of.ts'
import { type Held, holding } from '../holding.ts'

/** Share of a period that must be known before it is judged; below, it is "insufficient data" and never 100 %. */
export const LEAST_KNOWN = 0.75

/** How a point kept its statutory limits over a period, ms. */
export interface Kept {
  /** That could have been known: the period as far as it is over, without maintenance and calibration. */
  asked: number
  known: number
  inside: number
  /** Under maintenance or calibration: the instrument's values, not the water's. */
  excluded: number
  /** Share of what is known that was inside; null when too little is known. */
  share: number | null
}

/** A time beyond a limit. */
export interface Excursion {
  level: LimitLevel
  limit: number
  from: Instant
  /** null while it lasts. */
  to: Instant | null
  /** ms that are known to have been beyond */
  duration: number
  /** The value furthest beyond. */
  peak: number
  /** Beyond the limit over time: unit × h. */
  area: number
}

/** A time in which people worked on the instrument. */
export interface Upkept {
  from: Instant
  to: Instant
  reason: 'maintenance' | 'calibration-due'
}

export interface Compliance {
  whole: Kept
  days: (Kept & Pick<LocalDay, 'day' | 'from' | 'to'>)[]
  excursions: Excursion[]
  upkept: Upkept[]
}

/** Excursions told of one point; the longest are kept. */
const MOST_EXCURSIONS = 200

/**
 * Judges one point's readings, in their order, against its limits: the statutory ones (LL, HH) for compliance, all of
 * them for excursions. Only good readings count; what was not heard is neither inside nor outside. An excursion is told
 * once it lasted as long as the detector's on-delay.
 * @param days that follow each other; the last one may be shorter
 * @param hold how long a reading holds, ms
 */
export function compliance(limits: readonly Limit[], days: readonly LocalDay[], hold: number) {
  const from = days[0]!.from
  const to = days.at(-1)!.to
  const statutory = limits.filter(({ level }) => level.startsWith('very'))
  const each = days.map(() => none())
  const spells = limits.map(limit => excursionsOf(limit))
  const upkept: Upkept[] = []
  let day = 0
  const take = (held: Held) => {
    for (let start = held.from; start < held.to; ) {
      while (days[day]!.to <= start) day++
      const end = Math.min(held.to, days[day]!.to)
      count(each[day]!, { ...held, from: start, to: end }, statutory)
      start = end
    }
    for (const spell of spells) spell.take(held)
    const { reason } = held
    if (reason === 'maintenance' || reason === 'calibration-due') {
      const last = upkept.at(-1)
      if (last?.to === held.from && last.reason === reason) last.to = held.to
      else upkept.push({ from: held.from, to: held.to, reason })
    }
  }
  const stretches = holding(from, to, hold, take)
  return {
    take: (reading: Reading) => stretches.take(reading),
    result(): Compliance {
      stretches.end()
      const whole = each.reduce(
        (sum, one) => ({
          asked: sum.asked + one.asked,
          known: sum.known + one.known,
          inside: sum.inside + one.inside,
          excluded: sum.excluded + one.excluded,
        }),
        none(),
      )
      return {
        whole: judged(whole),
        days: days.map((one, i) => ({ day: one.day, from: one.from, to: one.to, ...judged(each[i]!) })),
        excursions: spells
          .flatMap(spell => spell.all())
          .sort((a, b) => b.duration - a.duration)
          .slice(0, MOST_EXCURSIONS)
          .sort((a, b) => b.from - a.from),
        upkept,
      }
    },
  }
}

type Sum = Omit<Kept, 'share'>
const none = (): Sum => ({ asked: 0, known: 0, inside: 0, excluded: 0 })
const judged = (sum: Sum): Kept => ({
  ...sum,
  share: sum.asked > 0 && sum.known >= LEAST_KNOWN * sum.asked ? sum.inside / sum.known : null,
})

function count(sum: Sum, { from, to, value, reason }: Held, statutory: readonly Limit[]): void {
  const length = to - from
  if (reason === 'maintenance' || reason === 'calibration-due') {
    sum.excluded += length
    return
  }
  sum.asked += length
  if (value === null) return
  sum.known += length
  if (statutory.every(limit => !isBeyond(limit, value))) sum.inside += length
}

const isBeyond = ({ low, value: limit }: Limit, value: number) => (low ? value < limit : value > limit)

function excursionsOf(limit: Limit) {
  const found: Excursion[] = []
  let open: Excursion | undefined
  const close = (at: Instant | null) => {
    if (open && open.duration >= limit.onDelay) found.push({ ...open, to: at })
    open = undefined
  }
  return {
    take({ from, to, value }: Held): void {
      // What was not heard neither ends it nor lengthens it.
      if (value === null) return
      if (!isBeyond(limit, value)) {
        close(from)
        return
      }
      open ??= { level: limit.level, limit: limit.value, from, to: null, duration: 0, peak: value, area: 0 }
      open.duration += to - from
      open.area += (Math.abs(value - limit.value) * (to - from)) / 3_600_000
      open.peak = limit.low ? Math.min(open.peak, value) : Math.max(open.peak, value)
    },
    all(): Excursion[] {
      close(null)
      return found
    },
  }
}
