/** An instant: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** How far ahead of us a device clock may run before its readings are marked `clock-ahead` (domain.md §7.7). */
export const FUTURE_TOLERANCE = 5 * MINUTE

/** The start of the step of `width` ms that holds `at`, counted from the epoch. */
export function floorTo(at: Instant, width: number): Instant {
  return Math.floor(at / width) * width
}

/** `at` as ISO 8601 in UTC with milliseconds; for logs, files and wire formats. */
export function iso(at: Instant): string {
  return new Date(at).toISOString()
}

/** `at` in UTC without marks, e.g. 20261122T074500Z; for names of files. */
export function compactTime(at: Instant): string {
  return `${iso(at).slice(0, 19).replace(/[-:]/g, '')}Z`
}
