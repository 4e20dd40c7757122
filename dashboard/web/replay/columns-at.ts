import type { LiveValue } from '../../../model/live.ts'
import type { SeriesColumns } from '../../../model/screen.ts'
import type { Instant } from '../../../model/time.ts'

/** The last value at or before `at`, with its own time; undefined where there is none. Never interpolated. */
export function valueAt(
  { point, at: times, value, quality }: SeriesColumns,
  at: Instant,
): LiveValue | undefined {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! <= at) low = middle + 1
    else high = middle
  }
  const i = low - 1
  return i < 0 ? undefined : [point, times[i]!, value[i] ?? null, quality[i] ?? 128]
}
