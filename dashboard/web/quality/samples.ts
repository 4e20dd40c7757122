import type { ComparedSample } from '../../../model/lab-sample.ts'

/** Samples in a row that must be off to the same side before an analyser is suspected. */
const IN_A_ROW = 2

/**
 * Points whose analysers are suspected to drift: their newest samples that can be compared are off, all to the same
 * side. One bad sample is a bad sample.
 */
export function driftingPoints(samples: readonly ComparedSample[]): Set<string> {
  const byPoint = new Map<string, ComparedSample[]>()
  for (const sample of samples) {
    if (sample.withdrawn || sample.agrees === null) continue
    const own = byPoint.get(sample.point)
    if (own) own.push(sample)
    else byPoint.set(sample.point, [sample])
  }
  const found = new Set<string>()
  for (const [point, own] of byPoint) {
    const newest = own.sort((a, b) => b.at - a.at).slice(0, IN_A_ROW)
    if (newest.length < IN_A_ROW || newest.some(({ agrees }) => agrees)) continue
    if (new Set(newest.map(({ difference }) => Math.sign(difference!))).size === 1) found.add(point)
  }
  return found
}

/** The instant of a local date and time, `2026-11-22T08:35`, in a zone that is `offset` minutes ahead of UTC then. */
export function localInstant(text: string, offsetAt: (at: number) => number): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return undefined
  const wall = Date.parse(`${text}:00Z`)
  const guess = wall - offsetAt(wall) * 60_000
  return wall - offsetAt(guess) * 60_000
}
