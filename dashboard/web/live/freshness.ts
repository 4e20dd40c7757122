/** How much the screen may be believed: by real seconds since the server last said anything. */
export type Freshness = 'waiting' | 'live' | 'quiet' | 'dead'

/** Silence after which numbers are no longer called live, and after which the link is taken for broken; ms. */
export const QUIET_AFTER = 5_000
export const DEAD_AFTER = 15_000
/** The heartbeat comes every second: five missed ones are not the network's mood. */
export const RECONNECT_AFTER = 5_000

/** `heard`: when the server was last heard, undefined for never; on the same monotonic clock as `now`. */
export function freshness(heard: number | undefined, now: number): Freshness {
  if (heard === undefined) return 'waiting'
  const silence = now - heard
  // The watch runs a few times a second: a little early keeps the promise of "within".
  if (silence >= DEAD_AFTER - 500) return 'dead'
  if (silence >= QUIET_AFTER - 500) return 'quiet'
  return 'live'
}

/** Real ms to wait before the `attempt`-th try (from 0): grows to 8 s, spread so that desks do not come all at once. */
export function backoff(attempt: number, random: number): number {
  return Math.min(8_000, 500 * 2 ** attempt) * (0.75 + random / 2)
}
