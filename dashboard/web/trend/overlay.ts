import type { Instant } from '../../../model/time.ts'

/** What is known beside a course: its limits, times that do not count, values found elsewhere. Viewer's units. */
export interface Overlay {
  /** Beyond these the value is not allowed; either may be missing. */
  allowed?: { low?: number; high?: number }
  /** People worked on the instrument. */
  shades: readonly { from: Instant; to: Instant }[]
  /** Laboratory values at their sampling time; `odd` far from the course. */
  samples: readonly { at: Instant; value: number; odd: boolean }[]
}

/** Lowest and highest with what the overlay must show. */
export function withOverlay(
  low: number | null,
  high: number | null,
  overlay: Overlay | undefined,
): [number | null, number | null] {
  const values = [
    ...(overlay?.samples.map(({ value }) => value) ?? []),
    ...[overlay?.allowed?.low, overlay?.allowed?.high].filter(value => value !== undefined),
    ...[low, high].filter(value => value !== null),
  ]
  return values.length === 0 ? [low, high] : [Math.min(...values), Math.max(...values)]
}
