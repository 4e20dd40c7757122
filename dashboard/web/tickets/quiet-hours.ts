import type { Instant } from '../../../model/time.ts'
import { shortTime } from '../format/instant.ts'

/** Whether customers are not to be called now, by the clock of the site. */
export function isQuiet(at: Instant, { from, to }: { from: string; to: string }, timeZone: string): boolean {
  const now = shortTime(at, timeZone)
  return from <= to ? now >= from && now < to : now >= from || now < to
}
