import { DAY, HOUR, type Instant, MINUTE } from '../../model/time.ts'

/** One thing that happened to an alarm, as the journal tells it. */
export interface AlarmHappening {
  alarm: string
  type: 'raised' | 'cleared' | 'acknowledged' | 'shelved' | 'suppressed' | 'removed' | 'other'
  at: Instant
  /** With `raised`. */
  priority?: number
  position?: string
  chattering?: boolean
}

/** How long alarms waited for somebody, ms; null when nothing was acknowledged. */
export interface Waiting {
  median: number | null
  p90: number | null
  never: number
}

/** The figures by which an alarm system is judged (ISA-18.2 / IEC 62682; domain.md §3.2). */
export interface AlarmFigures {
  from: Instant
  to: Instant
  raised: number
  perHour: { hour: Instant; raised: number }[]
  /** Periods of ten minutes, counted from `from`, in which something was raised. */
  per10min: { at: Instant; raised: number }[]
  byPosition: { position: string; raised: number }[]
  byPriority: [number, number, number, number]
  perDay: number
  /** Most alarms within ten minutes. */
  peak10min: number
  /** Share of ten-minute periods with more than ten alarms. */
  over10: number
  floods: { from: Instant; to: Instant; raised: number }[]
  /** Share of the time spent in flood. */
  floodTime: number
  topTen: { alarm: string; raised: number }[]
  /** Share of all alarms that the ten most frequent make. */
  topTenShare: number
  chattering: string[]
  /** Active for more than a day at the end. */
  stale: string[]
  /** From raised to acknowledged, ms; null when nothing was acknowledged. */
  timeToAcknowledge: Waiting
  /** The same by position, and by the hour of the local day (0–23) in which the alarm was raised. */
  acknowledgeByPosition: ({ position: string } & Waiting)[]
  acknowledgeByHour: ({ hour: number } & Waiting)[]
  shelved: number
  suppressed: number
  outOfService: number
}

/** Flood: begins above ten alarms in ten minutes, ends below five (domain.md §3.2). */
const FLOOD = { begins: 10, ends: 5, within: 10 * MINUTE }

/**
 * The figures of a stretch of time, from everything that happened up to its end, in order of time.
 * @param hourOfDay the hour on the utility's clocks; UTC when left out.
 */
export function alarmFigures(
  happenings: readonly AlarmHappening[],
  from: Instant,
  to: Instant,
  hourOfDay: (at: Instant) => number = at => Math.floor(at / HOUR) % 24,
): AlarmFigures {
  const inside = happenings.filter(({ at }) => at >= from && at < to)
  const raised = inside.filter(({ type }) => type === 'raised')
  const counts = countBy(raised, ({ alarm }) => alarm)
  const topTen = counts.slice(0, 10).map(([alarm, n]) => ({ alarm, raised: n }))
  const periods = Math.max(1, Math.ceil((to - from) / FLOOD.within))
  const perPeriod = new Map(countBy(raised, ({ at }) => String(Math.floor((at - from) / FLOOD.within))))
  const waits = waitsIn(inside)
  const floods = floodsOf(raised.map(({ at }) => at))
  const flooded = floods.reduce((sum, flood) => sum + flood.to - flood.from, 0)
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0)
  const count = (type: AlarmHappening['type']) => inside.filter(one => one.type === type).length
  return {
    from,
    to,
    raised: raised.length,
    perHour: hours(raised, from, to),
    per10min: [...perPeriod]
      .map(([period, n]) => ({ at: from + Number(period) * FLOOD.within, raised: n }))
      .sort((a, b) => a.at - b.at),
    byPosition: countBy(raised, ({ position }) => position ?? '').map(([position, n]) => ({
      position,
      raised: n,
    })),
    byPriority: [1, 2, 3, 4].map(p => raised.filter(({ priority }) => priority === p).length) as never,
    perDay: (raised.length * DAY) / Math.max(1, to - from),
    peak10min: peak(raised.map(({ at }) => at)),
    over10: share([...perPeriod.values()].filter(n => n > FLOOD.begins).length, periods),
    floods,
    floodTime: share(flooded, to - from),
    topTen,
    topTenShare: share(
      topTen.reduce((sum, one) => sum + one.raised, 0),
      raised.length,
    ),
    chattering: [...new Set(raised.filter(({ chattering }) => chattering).map(({ alarm }) => alarm))],
    stale: staleAt(happenings, to),
    timeToAcknowledge: waitingOf(waits),
    acknowledgeByPosition: by(waits, ({ position }) => position).map(([position, some]) => ({
      position,
      ...waitingOf(some),
    })),
    acknowledgeByHour: by(waits, ({ at }) => hourOfDay(at))
      .map(([hour, some]) => ({ hour, ...waitingOf(some) }))
      .sort((a, b) => a.hour - b.hour),
    shelved: count('shelved'),
    suppressed: count('suppressed'),
    outOfService: count('removed'),
  }
}

/** The floods in the times at which alarms were raised, in order. */
export function floodsOf(times: readonly Instant[]): AlarmFigures['floods'] {
  const floods: AlarmFigures['floods'] = []
  let first = 0
  let current: { from: Instant; to: Instant; raised: number } | undefined
  times.forEach((at, i) => {
    while (times[first]! <= at - FLOOD.within) first++
    const recent = i - first + 1
    if (current && at - current.to > FLOOD.within) current = undefined
    if (!current && recent > FLOOD.begins) {
      current = { from: times[first]!, to: at, raised: recent }
      floods.push(current)
    } else if (current && recent < FLOOD.ends) current = undefined
    else if (current) {
      current.to = at
      current.raised++
    }
  })
  return floods
}

function countBy<T>(things: readonly T[], key: (thing: T) => string): [string, number][] {
  const counts = new Map<string, number>()
  for (const thing of things) counts.set(key(thing), (counts.get(key(thing)) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}

function hours(raised: readonly AlarmHappening[], from: Instant, to: Instant): AlarmFigures['perHour'] {
  const start = Math.floor(from / HOUR) * HOUR
  const counts = new Map(countBy(raised, ({ at }) => String(Math.floor(at / HOUR))))
  return Array.from({ length: Math.ceil((to - start) / HOUR) }, (_, i) => {
    const hour = start + i * HOUR
    return { hour, raised: counts.get(String(hour / HOUR)) ?? 0 }
  })
}

function peak(times: readonly Instant[]): number {
  let first = 0
  let most = 0
  times.forEach((at, i) => {
    while (times[first]! <= at - FLOOD.within) first++
    most = Math.max(most, i - first + 1)
  })
  return most
}

function staleAt(happenings: readonly AlarmHappening[], to: Instant): string[] {
  const since = new Map<string, Instant>()
  for (const { alarm, type, at } of happenings) {
    if (at >= to) continue
    if (type === 'raised') since.set(alarm, at)
    if (type === 'cleared') since.delete(alarm)
  }
  return [...since].filter(([, at]) => to - at > DAY).map(([alarm]) => alarm)
}

/** An alarm and how long it waited; undefined when nobody has acknowledged it. */
interface Wait {
  position: string
  at: Instant
  took?: number
}

function waitsIn(inside: readonly AlarmHappening[]): Wait[] {
  const waiting = new Map<string, Wait>()
  const waits: Wait[] = []
  for (const { alarm, type, at, position = '' } of inside) {
    if (type === 'raised' && !waiting.has(alarm)) waiting.set(alarm, { position, at })
    const wait = waiting.get(alarm)
    if (type !== 'acknowledged' || !wait) continue
    waits.push({ ...wait, took: at - wait.at })
    waiting.delete(alarm)
  }
  return [...waits, ...waiting.values()]
}

function waitingOf(waits: readonly Wait[]): Waiting {
  const times = waits.flatMap(({ took }) => took ?? []).sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? null
  return { median: at(0.5), p90: at(0.9), never: waits.length - times.length }
}

function by<K>(waits: readonly Wait[], key: (wait: Wait) => K): [K, Wait[]][] {
  const groups = new Map<K, Wait[]>()
  for (const wait of waits) {
    const group = groups.get(key(wait))
    if (group) group.push(wait)
    else groups.set(key(wait), [wait])
  }
  return [...groups]
}
