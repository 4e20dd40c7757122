/** MAD × this estimates the standard deviation of normal noise. */
const TO_SIGMA = 1.4826

const scratch = new Float64Array(4096)

/** Median and robust standard deviation (1.4826 × median absolute deviation). */
export interface Spread {
  median: number
  sigma: number
}

/** Median and spread of `values[0..count)`; NaN are skipped. Undefined when nothing is left. */
export function spreadOf(values: ArrayLike<number>, count = values.length): Spread | undefined {
  let n = 0
  for (let i = 0; i < count && n < scratch.length; i++) {
    const value = values[i]!
    if (!Number.isNaN(value)) scratch[n++] = value
  }
  if (n === 0) return undefined
  const median = middle(n)
  for (let i = 0; i < n; i++) scratch[i] = Math.abs(scratch[i]! - median)
  return { median, sigma: TO_SIGMA * middle(n) }
}

/** Median of `values`; NaN when there are none. */
export function medianOf(values: ArrayLike<number>): number {
  return spreadOf(values)?.median ?? Number.NaN
}

function middle(n: number): number {
  const part = scratch.subarray(0, n).sort()
  const half = n >> 1
  return n % 2 === 1 ? part[half]! : (part[half - 1]! + part[half]!) / 2
}
