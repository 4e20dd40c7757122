import type { Instant } from '../../../model/time.ts'
import type { Span } from './span.ts'

/** Of the points that were heard at all, this share must be heard for a stretch not to be a gap. */
const ENOUGH = 0.5

/**
 * Stretches in which most of what is known to speak was silent: nothing drawn there may be taken for what was.
 * @param heard at each step how many points were heard; undefined where that is not in memory
 */
export function gapsOf(heard: readonly { at: Instant; n: number | undefined }[], step: number): Span[] {
  const most = Math.max(0, ...heard.map(({ n }) => n ?? 0))
  const gaps: Span[] = []
  for (const { at, n } of heard) {
    if (n === undefined || n >= most * ENOUGH) continue
    const last = gaps.at(-1)
    if (last && last.to === at) last.to = at + step
    else gaps.push({ from: at, to: at + step })
  }
  return most === 0 ? [] : gaps
}
