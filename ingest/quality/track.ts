import type { Point } from '../../model/point.ts'
import { QUANTITIES } from '../../model/quantity.ts'
import type { Instant } from '../../model/time.ts'
import { type Limits, limitsOf } from './limits.ts'

/** Readings remembered per point to know a resend again. */
const RECENT = 8

/** What the quality engine remembers of one point. Device times; values SI. */
export interface Track {
  point: Point
  limits: Limits
  low: number
  high: number
  /** Newest reading that was in time; -Infinity before the first. */
  at: Instant
  value: number
  /** Newest usable value and when it was. */
  goodAt: Instant
  good: number
  /** Since when `good` has not moved. */
  flatSince: Instant
  recentAt: Float64Array
  recentValue: Float64Array
  recentNext: number
}

export function trackOf(point: Point): Track {
  const physical = QUANTITIES[point.quantity].range
  return {
    point,
    limits: limitsOf(point),
    low: Math.max(physical[0], point.range[0]),
    high: Math.min(physical[1], point.range[1]),
    at: Number.NEGATIVE_INFINITY,
    value: Number.NaN,
    goodAt: Number.NEGATIVE_INFINITY,
    good: Number.NaN,
    flatSince: Number.NEGATIVE_INFINITY,
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
