import { HOUR, type Instant } from '../../model/time.ts'

/** The platform's own clock may have been set back; what was received is in order but for that. */
const SLACK = HOUR

/**
 * The place from which a journal of `last` entries has to be read so that nothing received at or after `from` is left
 * out: found in a few looks instead of a walk through years.
 */
export async function placeSince(
  from: Instant,
  last: number,
  receivedAt: (seq: number) => Instant | undefined | Promise<Instant | undefined>,
): Promise<number> {
  let [low, high] = [1, last + 1]
  while (low < high) {
    const middle = (low + high) >> 1
    const received = await receivedAt(middle)
    if (received !== undefined && received < from - SLACK) low = middle + 1
    else high = middle
  }
  return low
}
