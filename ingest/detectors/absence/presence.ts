import type { Point } from '../../../model/point.ts'
import type { Reading } from '../../../model/reading.ts'
import type { Instant } from '../../../model/time.ts'
import { milliseconds } from '../duration.ts'
import type { Context } from '../watch.ts'

/** When a point was last heard of, and how. */
export interface Presence {
  readonly point: Point
  /** Silence longer than this is a loss, ms. */
  readonly patience: number
  /** A link reported as dead for this long is a loss, ms. */
  readonly reported: number
  /** Last usable reading, by our own clock; NaN for never. */
  seen: Instant
  /** Since when the gateway says it cannot reach the device. */
  deadSince: Instant | undefined
  /** Device time of the newest reading: an older one that drains later says nothing of now. */
  newest: Instant
  lost: boolean
}

/** Undefined where the settings switch missing data off for the point. */
export function presenceOf(point: Point, { settings }: Context): Presence | undefined {
  const rule = settings.of('missing-data', point)
  if (!rule) return undefined
  const { periods = 3, atLeast = '5 min', reported = '1 min' } = rule
  const patience = Math.max(periods * point.period, milliseconds(atLeast))
  return {
    point,
    patience,
    reported: milliseconds(reported),
    seen: Number.NaN,
    deadSince: undefined,
    newest: Number.NEGATIVE_INFINITY,
    lost: false,
  }
}

/** Notes that a reading came; by our own clock, because a wrong device clock is not an absence. */
export function noteReading(presence: Presence, { at, received, quality, reason }: Reading): void {
  const when = received ?? at
  if (at < presence.newest) return
  presence.newest = at
  if (quality === 'bad' && (reason === 'comm-failure' || reason === 'not-connected' || reason === 'stale')) {
    presence.deadSince ??= when
    return
  }
  presence.deadSince = undefined
  if (!(when <= presence.seen)) presence.seen = when
}
