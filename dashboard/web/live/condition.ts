import { type Quality, qualityOf } from '../../../model/quality.ts'
import type { Instant } from '../../../model/time.ts'
import type { Tag } from './tag-store.ts'

/**
 * What may be said of a value now. `never`: nothing was ever heard. `stale`: nothing new for twice its interval;
 * it may have been good then, it is not known now.
 */
export type Condition = 'good' | 'uncertain' | 'stale' | 'bad' | 'never'

const WORSE: Record<Condition, number> = { good: 0, uncertain: 1, stale: 2, bad: 3, never: 4 }
const OF_QUALITY: Record<Quality, Condition> = { good: 'good', uncertain: 'uncertain', bad: 'bad' }

/** @param period expected interval of the point, ms */
export function condition(tag: Tag, period: number, now: Instant): Condition {
  if (Number.isNaN(tag.at)) return 'never'
  const said = tag.value === null ? 'bad' : OF_QUALITY[qualityOf(tag.code)]
  return said !== 'bad' && isStale(tag.at, period, now) ? 'stale' : said
}

/** Twice the interval without a word; a second is always forgiven, because clocks of devices and servers differ. */
export function isStale(at: Instant, period: number, now: Instant): boolean {
  return now - at > Math.max(2 * period, period + 1_000)
}

/** The worst of several; `good` for none. */
export function worstCondition(all: Iterable<Condition>): Condition {
  let worst: Condition = 'good'
  for (const one of all) if (WORSE[one] > WORSE[worst]) worst = one
  return worst
}
