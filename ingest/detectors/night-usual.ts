import { medianOf, spreadOf } from './robust.ts'

/** One night's minimum flow. */
export interface Night {
  /** 0 Monday … 6 Sunday */
  weekday: number
  flow: number
}

/** Nights of each weekday from which its own usual is known. */
const WEEKS = 3
/** Nights that say how much there is; more only say how weekdays differ. */
const RECENT = 28
/** Nights either side that a night is compared with for its weekday. */
const AROUND = 3

/**
 * What the minimum flow of a night of this weekday usually is, and how far nights stray from it: the median of the last
 * nights and 1.4826 × MAD, each night less how its weekday differs from the nights around it. People's nights are not
 * alike: Saturday's is busier than Tuesday's. Undefined until `learn` nights are known; weekdays are told apart once
 * three of each are (`apart`). Source: domain.md §4.1 (median of 7–28 comparable nights), §4.4 (weekday classes).
 */
export function usualNight(nights: readonly Night[], weekday: number, learn: number) {
  if (nights.length < learn) return undefined
  const offsets = weekdayOffsets(nights)
  const recent = nights.slice(-RECENT).map(night => night.flow - offsets[night.weekday]!)
  const { median, sigma } = spreadOf(recent)!
  return { usual: median + offsets[weekday]!, sigma, apart: offsets.some(offset => offset !== 0) }
}

function weekdayOffsets(nights: readonly Night[]): number[] {
  const apart: number[][] = Array.from({ length: 7 }, () => [])
  for (const [i, { weekday, flow }] of nights.entries()) {
    const from = Math.max(0, i - AROUND)
    const around = nights.slice(from, i + AROUND + 1)
    // At the ends a week is not whole: its median would lean to one side.
    if (around.length === 2 * AROUND + 1)
      apart[weekday]!.push(flow - medianOf(around.map(night => night.flow)))
  }
  return apart.every(own => own.length >= WEEKS - 1) ? apart.map(own => medianOf(own)) : apart.map(() => 0)
}
