import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeReplay, encodeReplay, NOTHING_KNOWN, type ReplayChunk } from '../../model/replay-chunk.ts'

const chunk = (
  points: string[],
  steps: number,
  value: (point: number, step: number) => number,
): ReplayChunk => {
  const values = Float64Array.from({ length: points.length * steps }, (_, i) =>
    value(Math.floor(i / steps), i % steps),
  )
  const codes = Uint8Array.from(values, one => (Number.isNaN(one) ? NOTHING_KNOWN : 0))
  return { from: 1_763_784_000_000, step: 60_000, steps, points, values, codes }
}

test('a chunk is the same after encoding and decoding, to its decimals', () => {
  const number = fc.oneof(
    fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    fc.constantFrom(Number.NaN, 0, -0.004, 1e12),
  )
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 6, maxLength: 60 }),
      fc.integer({ min: 0, max: 4 }),
      (numbers, decimals) => {
        const steps = Math.floor(numbers.length / 2)
        const original = chunk(
          ['A.flow', '二号.pressure'],
          steps,
          (point, step) => numbers[point * steps + step]!,
        )
        const copy = decodeReplay(encodeReplay(original, [decimals, decimals]))
        expect({ ...copy, values: null }).toEqual({ ...original, values: null })
        for (const [i, value] of original.values.entries()) {
          const one = Math.floor(i / steps)
          const largest = Math.max(
            ...original.values.subarray(one * steps, (one + 1) * steps).map(v => Math.abs(v) || 0),
          )
          const precision = Math.max(0.5 * 10 ** -decimals, (5 * largest) / 2 ** 29)
          if (Number.isNaN(value)) expect(copy.values[i]).toBeNaN()
          else expect(Math.abs(copy.values[i]! - value)).toBeLessThanOrEqual(precision * 1.001)
        }
      },
    ),
  )
})

test('an hour of a thousand points at a minute takes some kilobytes', () => {
  const names = Array.from({ length: 1_000 }, (_, i) => `J-${i}.pressure`)
  const hour = chunk(
    names,
    60,
    (point, step) => 30 + Math.sin(step / 30 + point) + ((step * 7 + point) % 5) * 0.01,
  )
  expect(
    gzipSync(
      encodeReplay(
        hour,
        names.map(() => 2),
      ),
    ).length,
  ).toBeLessThan(60_000)
})

test.each<[string, Uint8Array]>([
  ['nothing', new Uint8Array()],
  ['something else', new Uint8Array(100).fill(7)],
  [
    'half a chunk',
    encodeReplay(
      chunk(['A.flow'], 10, () => 1),
      [2],
    ).slice(0, 40),
  ],
])('%s is refused', (_, bytes) => {
  expect(() => decodeReplay(bytes)).toThrow(RangeError)
})
