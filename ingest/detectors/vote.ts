/** A burst needs this much agreement. */
export interface Vote {
  sensors: number
  agreeWithin: number
  soloAfter: number
  /** After so long the new level is the usual one. */
  forget: number
}
