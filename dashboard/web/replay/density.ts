import type { Priority } from '../../../model/alarm.ts'
import type { Instant } from '../../../model/time.ts'
import type { HistoryEvent } from './fold.ts'

/** Alarms raised in each of `buckets` equal parts of a span, by priority. */
export function density(
  events: readonly HistoryEvent[],
  from: Instant,
  to: Instant,
  buckets: number,
): Record<Priority, number>[] {
  const found = Array.from({ length: buckets }, (): Record<Priority, number> => ({ 1: 0, 2: 0, 3: 0, 4: 0 }))
  for (const { type, at, event } of events) {
    if (type !== 'raised' || at < from || at >= to) continue
    const priority = (event?.about as { priority?: Priority } | undefined)?.priority
    const bucket = found[Math.floor(((at - from) / (to - from)) * buckets)]
    if (bucket && priority) bucket[priority]++
  }
  return found
}

/** Round instants for the marks of a timeline: at most `most`, on whole minutes, hours or days of the viewer. */
export function marks(from: Instant, to: Instant, most: number, offset: number): Instant[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880].map(minutes => minutes * 60_000)
  const step = steps.find(width => (to - from) / width <= most) ?? steps.at(-1)!
  const first = Math.ceil((from + offset) / step) * step - offset
  const found: Instant[] = []
  for (let at = first; at < to; at += step) found.push(at)
  return found
}
