import type { Reading } from '../../model/reading.ts'
import { HOUR, type Instant, MINUTE } from '../../model/time.ts'
import type { History, Summaries } from '../history/history.ts'
import { type Rows, rowsFor } from '../rows.ts'

/** What the detectors may be shown again after a restart: readings and means, each so many at most. */
export interface WarmUpBudget {
  readings: number
  means: number
  /** How far back the means go, ms. */
  baseline: number
  /** How far back the readings themselves go at most, ms. */
  recent: number
}

/** What will be shown of the past: means in steps of `width` from `from` on, every reading from `exactFrom` to `to`. */
export interface WarmUpPlan {
  from: Instant
  exactFrom: Instant
  to: Instant
  width: number
  points: number
  /** About so many readings and means. */
  size: number
}

/** Means stand for readings in these steps, the finest that fits the budget. */
const WIDTHS = [15 * MINUTE, HOUR, 3 * HOUR]
/** The rate of readings is judged by this much of the newest history, ms. */
const SAMPLE = 10 * MINUTE
/** Means of one block, at most about. */
const BLOCK = 250_000

/** The longest past that fits the budget, however many points there are. */
export async function planWarmUp(history: History, now: Instant, budget: WarmUpBudget): Promise<WarmUpPlan> {
  const sample = await countIn(history, now - SAMPLE, now + 1)
  const recent = sample === 0 ? budget.recent : Math.min(budget.recent, (budget.readings / sample) * SAMPLE)
  const exactFrom = Math.floor((now - recent) / HOUR) * HOUR
  const points = await countIn(history, now - budget.recent, now + 1, 'points')
  const width = WIDTHS.find(width => (points * budget.baseline) / width <= budget.means) ?? WIDTHS.at(-1)!
  const longest = points === 0 ? budget.baseline : Math.min(budget.baseline, (budget.means / points) * width)
  const from = Math.floor((exactFrom - longest) / width) * width
  const means = (points * (exactFrom - from)) / width
  const readings = await countIn(history, exactFrom, now + 1)
  return { from, exactFrom, to: now + 1, width, points, size: means + readings }
}

/**
 * The past in device-time order, coarse first and exact at its end: means of weeks, from which a detector learns
 * what is usual at what hour, then every reading of the last hours, from which it knows what stands.
 */
export function warmUp(history: History, plan: WarmUpPlan): AsyncGenerator<Rows | Reading[]> {
  return ahead(past(history, plan))
}

/** Asks for the next block while the one before is worked off: history answers in a thread of its own. */
async function* ahead<T>(blocks: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = blocks.next()
  for (;;) {
    const { done, value } = await next
    if (done) return
    next = blocks.next()
    // Heard when its turn comes.
    next.catch(() => {})
    yield value
  }
}

async function* past(history: History, plan: WarmUpPlan): AsyncGenerator<Rows | Reading[]> {
  const { from, exactFrom, to, width, points } = plan
  // At most a day at a time: the means of weeks of a large site are not held at once.
  const steps = Math.min(Math.floor(BLOCK / Math.max(1, points)), (24 * HOUR) / width)
  const span = Math.max(1, steps) * width
  for (let at = from; at < exactFrom; at += span) {
    const summaries = await history.summaries({ from: at, to: Math.min(at + span, exactFrom), width })
    if (summaries.length > 0) yield meansOf(summaries, width, exactFrom)
  }
  yield* history.readings(exactFrom, to)
}

async function countIn(
  history: History,
  from: Instant,
  to: Instant,
  what: 'readings' | 'points' = 'readings',
) {
  const { length, count, point } = await history.summaries({ from, to, width: 24 * HOUR })
  if (what === 'points') return new Set(point.subarray(0, length)).size
  let readings = 0
  for (let i = 0; i < length; i++) readings += count[i]!
  return readings
}

/** Means as good readings in the middle of their intervals, in order of time and all before `before`. */
function meansOf({ length, names, point, at, good, mean }: Summaries, width: number, before: Instant): Rows {
  // An interval without a good reading says nothing.
  const told = Uint32Array.from({ length }, (_, i) => i).filter(i => good[i]! > 0 && !Number.isNaN(mean[i]!))
  told.sort((a, b) => at[a]! - at[b]! || a - b)
  const rows = rowsFor(told.length)
  rows.names = names
  rows.length = told.length
  for (const [n, i] of told.entries()) {
    rows.point[n] = point[i]!
    rows.value[n] = mean[i]!
    rows.at[n] = Math.min(at[i]! + width / 2, before - 1)
    rows.received[n] = rows.at[n]!
  }
  return rows
}
