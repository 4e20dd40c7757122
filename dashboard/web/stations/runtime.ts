import { qualityOf } from '../../../model/quality.ts'
import type { SeriesColumns } from '../../../model/screen.ts'
import type { Instant } from '../../../model/time.ts'

/** A stretch in which a pump ran, stood, or nothing is known of it. */
export interface Stretch {
  from: Instant
  to: Instant
  state: 'running' | 'stopped' | 'unknown'
}

/**
 * A running state's course as stretches over a span. A reading holds until the next one, but no longer than `hold`:
 * what was not heard is not known.
 */
export function stretches(
  series: SeriesColumns | undefined,
  from: Instant,
  to: Instant,
  hold: number,
): Stretch[] {
  const found: Stretch[] = []
  const add = (start: Instant, end: Instant, state: Stretch['state']) => {
    const last = found.at(-1)
    if (end <= start) return
    if (last && last.state === state && last.to === start) last.to = end
    else found.push({ from: start, to: end, state })
  }
  let reached = from
  for (const [i, at] of (series?.at ?? []).entries()) {
    const until = Math.min(to, series!.at[i + 1] ?? to)
    const value = series!.value[i] ?? null
    const known = value !== null && qualityOf(series!.quality[i] ?? 128) !== 'bad'
    const start = Math.max(from, at)
    if (start >= to || until <= from) continue
    add(reached, start, 'unknown')
    const end = Math.min(until, at + hold)
    add(start, end, known ? (value > 0 ? 'running' : 'stopped') : 'unknown')
    reached = Math.max(start, end)
  }
  add(reached, to, 'unknown')
  return found
}

/** Hours that a pump ran in its stretches, and starts among them. */
export function ranFor(all: readonly Stretch[]): { hours: number; starts: number; unknownHours: number } {
  let [running, unknown, starts] = [0, 0, 0]
  for (const [i, { from, to, state }] of all.entries()) {
    if (state === 'running') {
      running += to - from
      if (all[i - 1]?.state === 'stopped') starts++
    } else if (state === 'unknown') unknown += to - from
  }
  return { hours: running / 3_600_000, starts, unknownHours: unknown / 3_600_000 }
}
