import type { Instant } from '../../model/time.ts'

/**
 * Stretches longer than `longest` ms without a reading, as [from, to]; also before the first and after the last
 * reading of the window. A line must not be drawn across them.
 * @param interval of a reduction, in which only some readings are told: inside one, nothing is known of gaps
 */
export function gapsIn(
  at: Float64Array,
  from: Instant,
  to: Instant,
  longest: number,
  interval = 0,
): [Instant, Instant][] {
  const gaps: [Instant, Instant][] = []
  let last = from
  let first = true
  for (const t of at) {
    const together = !first && interval > 0 && Math.floor(t / interval) === Math.floor(last / interval)
    if (t - last > longest && !together) gaps.push([last, t])
    last = Math.max(last, t)
    first = false
  }
  if (to - last > longest) gaps.push([last, to])
  return gaps
}
