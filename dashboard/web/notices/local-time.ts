import type { Instant } from '../../../model/time.ts'
import { readInstant, writeInstant } from '../format/instant.ts'

/** `2026-11-22T14:30`, as a field of date and time takes it, in the zone people read in. */
export const toField = (at: Instant, zone: string): string => writeInstant(at, zone).slice(0, 16)

/** The instant a field of date and time says, read in `zone`; undefined while it is not whole. */
export function fromField(text: string, zone: string): Instant | undefined {
  const guess = Date.parse(`${text}Z`)
  if (Number.isNaN(guess)) return undefined
  // The offset that holds there and then, not here and now.
  return readInstant(`${text}:00${writeInstant(guess, zone).slice(19)}`)
}
