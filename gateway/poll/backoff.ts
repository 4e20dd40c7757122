/** How long to wait after the n-th failure in a row. */
export interface BackoffRule {
  /** ms after the first failure. */
  first: number
  /** ms at most. */
  most: number
}

/**
 * The wait after `failures` in a row: doubles up to `most`, spread by ±20 % so that devices that failed together do
 * not come back together.
 * @param random In [0, 1).
 */
export function backoff(failures: number, { first, most }: BackoffRule, random: number): number {
  const plain = Math.min(first * 2 ** Math.min(failures - 1, 30), most)
  return Math.round(plain * (0.8 + 0.4 * random))
}
