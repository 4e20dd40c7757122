import { encodeQuality, type Quality, qualityOf, type Reason, worse } from '../../model/quality.ts'

/** What a rule found: nothing, or a quality with its reason as one code. */
export type Finding = number

export const NOTHING: Finding = 0
export const found = (quality: Quality, reason: Reason): Finding => encodeQuality(quality, reason)

/** The worse of two codes; of equals the first that says something, so that the order of the rules decides. */
export function worst(a: Finding, b: Finding): Finding {
  if (b === NOTHING || b === a) return a
  if (a === NOTHING) return b
  const quality = qualityOf(a)
  return worse(quality, qualityOf(b)) === quality ? a : b
}
