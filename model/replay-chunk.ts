import type { QualityCode } from './quality.ts'
import type { Instant } from './time.ts'

/** The code of a step at which nothing is known of a point. */
export const NOTHING_KNOWN: QualityCode = 255

/**
 * A stretch of the past for playing it again: every point at every step. `values[point × steps + step]` is the last
 * value at the end of that step (NaN for none), `codes` its quality. A value stands until it is too old to be one.
 */
export interface ReplayChunk {
  from: Instant
  /** ms between two steps; step i ends at from + (i + 1) × step. */
  step: number
  steps: number
  points: string[]
  values: Float64Array
  codes: Uint8Array
}

const MAGIC = 0x31_52_50_53 // "SPR1"
/** Differences of two whole numbers below this fit 31 bits. */
const MOST = 2 ** 29
/** Stands where a difference would. */
const NO_VALUE = 2 ** 32 - 1

/**
 * The chunk in few bytes once compressed (gzip): values as whole numbers of their last decimal, as differences from
 * step to step, small ones small, and the bytes of equal weight side by side.
 * @param decimals of each point; fewer are kept where a number would not fit 31 bits
 */
export function encodeReplay(chunk: ReplayChunk, decimals: readonly number[]): Uint8Array {
  const { from, step, steps, points, values, codes } = chunk
  const scales = points.map((_, i) => scaleFor(values.subarray(i * steps, (i + 1) * steps), decimals[i] ?? 3))
  const names = new TextEncoder().encode(JSON.stringify([points, scales]))
  const cells = points.length * steps
  const bytes = new Uint8Array(32 + names.length + cells * 5)
  const head = new DataView(bytes.buffer)
  head.setUint32(0, MAGIC, true)
  head.setUint32(4, names.length, true)
  head.setUint32(8, points.length, true)
  head.setUint32(12, steps, true)
  head.setFloat64(16, from, true)
  head.setFloat64(24, step, true)
  bytes.set(names, 32)
  const planes = 32 + names.length
  for (let point = 0; point < points.length; point++) {
    const scale = 10 ** scales[point]!
    let last = 0
    for (let i = 0; i < steps; i++) {
      const cell = point * steps + i
      const value = values[cell]!
      const whole = Number.isNaN(value) ? last : Math.round(value * scale)
      const delta = whole - last
      const zigzag = Number.isNaN(value) ? NO_VALUE : delta < 0 ? -2 * delta - 1 : 2 * delta
      for (let plane = 0; plane < 4; plane++)
        bytes[planes + plane * cells + cell] = (zigzag >>> (8 * plane)) & 255
      last = whole
    }
  }
  bytes.set(codes, planes + 4 * cells)
  return bytes
}

function scaleFor(values: Float64Array, decimals: number): number {
  let largest = 0
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value)
  let scale = decimals
  while (scale > -9 && largest * 10 ** scale >= MOST) scale--
  return scale
}

/** The chunk in these bytes. Throws RangeError when they are none. */
export function decodeReplay(bytes: Uint8Array): ReplayChunk {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 32 || head.getUint32(0, true) !== MAGIC) throw new RangeError('not a replay chunk')
  const namesLength = head.getUint32(4, true)
  const steps = head.getUint32(12, true)
  const cells = head.getUint32(8, true) * steps
  if (bytes.length !== 32 + namesLength + cells * 5) throw new RangeError('a replay chunk of a wrong length')
  const names = new TextDecoder().decode(bytes.subarray(32, 32 + namesLength))
  const [points, scales] = JSON.parse(names) as [string[], number[]]
  const values = new Float64Array(cells)
  const planes = 32 + namesLength
  const codes = bytes.slice(planes + 4 * cells)
  for (let point = 0; point < points.length; point++) {
    const scale = 10 ** scales[point]!
    let last = 0
    for (let i = 0; i < steps; i++) {
      const cell = point * steps + i
      const at = planes + cell
      const zigzag =
        (bytes[at]! |
          (bytes[at + cells]! << 8) |
          (bytes[at + 2 * cells]! << 16) |
          (bytes[at + 3 * cells]! << 24)) >>>
        0
      if (zigzag !== NO_VALUE) last += zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2
      values[cell] = zigzag === NO_VALUE ? Number.NaN : last / scale
    }
  }
  return { from: head.getFloat64(16, true), step: head.getFloat64(24, true), steps, points, values, codes }
}
