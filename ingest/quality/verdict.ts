import { encodeQuality, type Quality, qualityOf, type Reason, reasonOf, worse } from '../../model/quality.ts'

/** What a rule found: nothing, or a quality with its reason as one code. */
export type Finding = number

export const NOTHING: Finding = 0
export const found = (quality: Exclude<Quality, 'good'>, reason: Reason): Finding =>
  encodeQuality(quality, reason)

/** The worse of two codes; of equals the first, so that the order of the rules decides the reason. */
export function worst(a: Finding, b: Finding): Finding {
  if (b === NOTHING || b === a) return a
  const qualityA = qualityOf(a)
  if (worse(qualityA, qualityOf(b)) === qualityA) return a
  return reasonOf(b) === undefined && reasonOf(a) !== undefined ? encodeQuality(qualityOf(b), reasonOf(a)) : b
}
