import type { Point } from '../../model/point.ts'
import { QUANTITIES } from '../../model/quantity.ts'
import type { Instant } from '../../model/time.ts'
import type { Limits } from './limits.ts'

/** Readings remembered per point to know a resend again. */
const RECENT = 8

/** What the quality engine remembers of one point. Device times; values SI. */
export interface Track {
  readonly point: Point
  readonly limits: Limits
  /** What is physically possible and what the instrument can say. */
  readonly low: number
  readonly high: number
  /** Newest reading that was in time; -Infinity before the first. */
  at: Instant
  /** Newest usable value and when it was. */
  goodAt: Instant
  good: number
  /** Since when the value has not moved, and the longest it stood still before and moved again, ms. */
  flatSince: Instant
  stillness: number
  /** A jump that the next reading must confirm; NaN for none. */
  doubted: number
  /** Since when it stands at an end of its range, and for how many readings. */
  limitSince: Instant
  limitReadings: number
  readonly recentAt: Float64Array
  readonly recentValue: Float64Array
  recentNext: number
}

export function trackOf(point: Point, limits: Limits): Track {
  const physical = QUANTITIES[point.quantity].range
  return {
    point,
    limits,
    low: Math.max(physical[0], point.range[0]),
    high: Math.min(physical[1], point.range[1]),
    at: Number.NEGATIVE_INFINITY,
    goodAt: Number.NEGATIVE_INFINITY,
    good: Number.NaN,
    flatSince: Number.NEGATIVE_INFINITY,
    stillness: 0,
    doubted: Number.NaN,
    limitSince: Number.NEGATIVE_INFINITY,
    limitReadings: 0,
    recentAt: new Float64Array(RECENT).fill(Number.NaN),
    recentValue: new Float64Array(RECENT),
    recentNext: 0,
  }
}

/** Whether exactly this reading came before. */
export function seenBefore(track: Track, at: Instant, value: number): boolean {
  for (let i = 0; i < RECENT; i++) {
    if (track.recentAt[i] === at && Object.is(track.recentValue[i], value)) return true
  }
  return false
}

export function rememberRecent(track: Track, at: Instant, value: number) {
  track.recentAt[track.recentNext] = at
  track.recentValue[track.recentNext] = value
  track.recentNext = (track.recentNext + 1) % RECENT
}
