import type { Reading } from '../../model/reading.ts'
import { HOUR, type Instant } from '../../model/time.ts'
import type { Held } from '../holding.ts'

/** A stretch in which a pump ran. */
export interface Run {
  from: Instant
  to: Instant
}

/** How long a pump ran, stood and was not heard, ms; and its starts. */
export interface RunTime {
  running: number
  stopped: number
  unknown: number
  /** Changes from standing to running that were seen. */
  starts: number
  /** Most starts in any hour. */
  mostStartsInHour: number
}

/** Adds up a running state. Runs that touch are one. */
export function runTime() {
  const sum: RunTime = { running: 0, stopped: 0, unknown: 0, starts: 0, mostStartsInHour: 0 }
  const runs: Run[] = []
  const starts: Instant[] = []
  let before: 'running' | 'stopped' | undefined
  return {
    take({ from, to, value }: Held): void {
      const state = value === null ? 'unknown' : value > 0 ? 'running' : 'stopped'
      sum[state] += to - from
      if (state === 'running') {
        const last = runs.at(-1)
        if (last?.to === from) last.to = to
        else runs.push({ from, to })
        if (before === 'stopped') {
          sum.starts++
          starts.push(from)
          while (starts[0]! <= from - HOUR) starts.shift()
          sum.mostStartsInHour = Math.max(sum.mostStartsInHour, starts.length)
        }
      }
      if (state !== 'unknown') before = state
    },
    sum,
    runs,
  }
}

/** What a pump's own counter of hours says beside what was seen of it. */
export interface CounterCheck {
  /** Between these two readings of the counter. */
  from: Instant
  to: Instant
  /** Hours that the counter grew by. */
  counted: number
  /** Hours that the pump was seen running between them. */
  seen: number
  /** Hours between them in which it was not heard. */
  unknown: number
  /** Hours that they may differ by: a thousandth, and one step of the counter. */
  allowed: number
  agrees: boolean
}

/** Share by which a counter and what was seen may differ (operator check 109). */
const TOLERANCE = 0.001

/**
 * Holds a pump's counter against its runs. A counter that went back was exchanged or set: only its growth counts.
 * Undefined with fewer than two readings of it.
 * @param counter readings of the counter, h
 * @param period how often the state is read, ms: every start and stop is known to that only
 */
export function checkCounter(
  counter: readonly Reading[],
  runs: readonly Run[],
  unknownRuns: readonly Run[],
  period: number,
): CounterCheck | undefined {
  const known = counter.filter(({ value, quality }) => value !== null && quality === 'good')
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last || first === last) return undefined
  let counted = 0
  let step = Number.POSITIVE_INFINITY
  for (let i = 1; i < known.length; i++) {
    const growth = known[i]!.value! - known[i - 1]!.value!
    if (growth <= 0) continue
    counted += growth
    step = Math.min(step, growth)
  }
  const between = (all: readonly Run[]) => all.filter(run => run.to > first.at && run.from < last.at)
  const hours = (all: readonly Run[]) =>
    all.reduce((sum, { from, to }) => sum + Math.min(to, last.at) - Math.max(from, first.at), 0) / HOUR
  const inside = between(runs)
  const seen = hours(inside)
  const unknown = hours(between(unknownRuns))
  const edges = (2 * inside.length * period) / HOUR
  const allowed = TOLERANCE * counted + (Number.isFinite(step) ? step : 0) + edges
  const agrees = counted >= seen - allowed && counted <= seen + unknown + allowed
  return { from: first.at, to: last.at, counted, seen, unknown, allowed, agrees }
}
