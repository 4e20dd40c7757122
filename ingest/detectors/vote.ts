/** A burst needs this much agreement. */
export interface Vote {
  sensors: number
  agreeWithin: number
  soloAfter: number
}
