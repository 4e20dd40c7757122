import type { Instant } from '../../model/time.ts'

/**
 * Stretches longer than `longest` ms without a reading, as [from, to]; also before the first and after the last
 * reading of the window. A line must not be drawn across them.
 */
export function gapsIn(at: Float64Array, from: Instant, to: Instant, longest: number): [Instant, Instant][] {
  const gaps: [Instant, Instant][] = []
  let last = from
  for (const t of at) {
    if (t - last > longest) gaps.push([last, t])
    last = Math.max(last, t)
  }
  if (to - last > longest) gaps.push([last, to])
  return gaps
}
