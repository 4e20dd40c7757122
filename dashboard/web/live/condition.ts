import { type Quality, qualityOf } from '../../../model/quality.ts'
import type { Instant } from '../../../model/time.ts'
import type { Tag } from './tag-store.ts'

/**
 * What may be said of a value now. `never`: nothing was ever heard. `stale`: nothing new for twice its interval;
 * it may have been good then, it is not known now.
 */
export type Condition = 'good' | 'uncertain' | 'stale' | 'bad' | 'never'

const OF_QUALITY: Record<Quality, Condition> = { good: 'good', uncertain: 'uncertain', bad: 'bad' }
/** What a value may take from the device to the screen, real ms. */
export const ON_THE_WAY = 2_000

/**
 * @param period expected interval of the point, ms
 * @param speed how fast the platform's time runs: the way to the screen takes real time
 */
export function condition(tag: Tag, period: number, now: Instant, speed = 1): Condition {
  if (Number.isNaN(tag.at)) return 'never'
  const said = tag.value === null ? 'bad' : OF_QUALITY[qualityOf(tag.code)]
  return said !== 'bad' && now - tag.at > 2 * period + ON_THE_WAY * speed ? 'stale' : said
}

/** Whether a value must not be taken for the present. */
export const isDoubtful = (state: Condition): boolean => state !== 'good' && state !== 'uncertain'
