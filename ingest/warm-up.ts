import type { Reading } from '../model/reading.ts'
import { HOUR, type Instant, MINUTE } from '../model/time.ts'
import type { History, Summaries } from './history/history.ts'

/** What the detectors may be shown again after a restart: readings and means, each so many at most. */
export interface WarmUpBudget {
  readings: number
  means: number
  /** How far back the means go, ms. */
  baseline: number
  /** How far back the readings themselves go at most, ms. */
  recent: number
}

/** Means stand for readings in these steps, the finest that fits the budget. */
const WIDTHS = [15 * MINUTE, HOUR, 3 * HOUR]
/** The rate of readings is judged by this much of the newest history, ms. */
const SAMPLE = 10 * MINUTE

/**
 * The past in device-time order, coarse first and exact at its end: means of weeks, from which a detector learns
 * what is usual at what hour, then every reading of the last hours, from which it knows what stands. In bounded time
 * however many points there are.
 */
export function warmUp(history: History, now: Instant, budget: WarmUpBudget): AsyncGenerator<Reading[]> {
  return ahead(past(history, now, budget))
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

async function* past(history: History, now: Instant, budget: WarmUpBudget): AsyncGenerator<Reading[]> {
  const sample = await countIn(history, now - SAMPLE, now + 1)
  const recent = sample === 0 ? budget.recent : Math.min(budget.recent, (budget.readings / sample) * SAMPLE)
  const exactFrom = Math.floor((now - recent) / HOUR) * HOUR
  const points = await countIn(history, now - budget.recent, now + 1, 'points')
  const width = WIDTHS.find(width => (points * budget.baseline) / width <= budget.means) ?? WIDTHS.at(-1)!
  const longest = points === 0 ? budget.baseline : Math.min(budget.baseline, (budget.means / points) * width)
  const from = Math.floor((exactFrom - longest) / width) * width
  // A day at a time: the means of weeks of a large site are not held at once.
  for (let at = from; at < exactFrom; at += 24 * HOUR) {
    const summaries = await history.summaries({ from: at, to: Math.min(at + 24 * HOUR, exactFrom), width })
    if (summaries.length > 0) yield meansOf(summaries, width, exactFrom)
  }
  yield* history.readings(exactFrom, now + 1)
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

/** Means as readings in the middle of their intervals, in order of time and all before `before`. */
function meansOf(
  { length, names, point, at, good, mean }: Summaries,
  width: number,
  before: Instant,
): Reading[] {
  const readings: Reading[] = []
  for (let i = 0; i < length; i++) {
    // An interval without a good reading says nothing.
    if (good[i] === 0 || Number.isNaN(mean[i]!)) continue
    const middle = Math.min(at[i]! + width / 2, before - 1)
    readings.push({
      point: names[point[i]!]!,
      at: middle,
      value: mean[i]!,
      quality: 'good',
      received: middle,
    })
  }
  return readings.sort((a, b) => a.at - b.at)
}
