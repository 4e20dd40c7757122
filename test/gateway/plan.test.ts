import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formOf } from '../../gateway/decode/raw.ts'
import { type FunctionCode, type Limits, plan, type Slot, slotsOf, wireAddress } from '../../gateway/plan.ts'
import type { Profile } from '../../gateway/profile.ts'

const slot = (start: number, end: number, code: FunctionCode = 3): Slot => ({
  key: `${code}:${start}`,
  index: 0,
  form: formOf({ type: 'u16' }),
  fc: code,
  start,
  end,
})
const limits = (maxRegisters: number, maxGap: number, barriers: Limits['barriers'] = []) => ({
  maxRegisters,
  maxGap,
  barriers,
})
const spans = (slots: Slot[], rule: Limits) =>
  plan(slots, rule).map(({ start, end }) => `${start}-${end - 1}`)

describe('the fewest requests', () => {
  test.each<[string, Slot[], Limits, string[]]>([
    ['neighbours share one', [slot(0, 2), slot(2, 4), slot(4, 5)], limits(125, 0), ['0-4']],
    ['order of the points does not matter', [slot(4, 5), slot(0, 2), slot(2, 4)], limits(125, 0), ['0-4']],
    ['a small gap is read along', [slot(0, 2), slot(10, 12)], limits(125, 8), ['0-11']],
    ['a larger gap is not', [slot(0, 2), slot(11, 13)], limits(125, 8), ['0-1', '11-12']],
    ['at most 125 registers', [slot(0, 100), slot(100, 130)], limits(125, 16), ['0-99', '100-129']],
    ['the device’s own limit', [slot(0, 10), slot(10, 20), slot(20, 30)], limits(20, 16), ['0-19', '20-29']],
    ['a 32-bit value is never cut', [slot(0, 1), slot(1, 3), slot(3, 5)], limits(4, 0), ['0-2', '3-4']],
    [
      'bits of one register are one read',
      [slot(7, 8), { ...slot(7, 8), key: 'other' }],
      limits(125, 0),
      ['7-7'],
    ],
    ['function codes do not mix', [slot(0, 2, 3), slot(2, 4, 4)], limits(125, 16), ['0-1', '2-3']],
    ['bits go by 2000', [slot(0, 1, 1), slot(1_500, 1_501, 1)], limits(125, 125), ['0-1500']],
    [
      'a refused register is never read along',
      [slot(0, 2), slot(4, 6)],
      limits(125, 16, [{ fc: 3, start: 3, end: 4 }]),
      ['0-1', '4-5'],
    ],
    [
      'another table’s refused register does not matter',
      [slot(0, 2), slot(4, 6)],
      limits(125, 16, [{ fc: 4, start: 3, end: 4 }]),
      ['0-5'],
    ],
    ['nothing to read, nothing asked', [], limits(125, 16), []],
  ])('%s', (_what, slots, rule, expected) => {
    expect(spans(slots, rule)).toEqual(expected)
  })

  /** Tries every way to cut the sorted slots into runs; small cases only. */
  function fewest(slots: Slot[], { maxRegisters, maxGap }: Limits): number {
    const sorted = [...slots].sort((a, b) => a.start - b.start)
    let best = Number.POSITIVE_INFINITY
    for (let cuts = 0; cuts < 2 ** (sorted.length - 1); cuts++) {
      let from = 0
      let runs = 0
      let fine = true
      for (let i = 1; i <= sorted.length; i++) {
        if (i < sorted.length && !(cuts & (1 << (i - 1)))) continue
        const run = sorted.slice(from, i)
        const end = Math.max(...run.map(s => s.end))
        fine &&= end - run[0]!.start <= maxRegisters
        for (let j = 1; j < run.length; j++) fine &&= run[j]!.start - run[j - 1]!.end <= maxGap
        runs++
        from = i
      }
      if (fine) best = Math.min(best, runs)
    }
    return best
  }

  test('no other cut needs fewer; every slot is read once and whole', () => {
    const someSlots = fc
      .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 9 })
      .chain(starts =>
        fc.tuple(
          fc.constant(starts.sort((a, b) => a - b)),
          fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 9, maxLength: 9 }),
        ),
      )
      .map(([starts, sizes]) =>
        starts.map((start, i) =>
          slot(start, Math.min(start + sizes[i]!, starts[i + 1] ?? Number.POSITIVE_INFINITY)),
        ),
      )
    fc.assert(
      fc.property(
        someSlots,
        fc.integer({ min: 4, max: 30 }),
        fc.integer({ min: 0, max: 12 }),
        (slots, most, gap) => {
          const rule = limits(most, gap)
          const reads = plan(slots, rule)
          expect(reads.flatMap(read => read.slots.map(s => s.key)).sort()).toEqual(
            slots.map(s => s.key).sort(),
          )
          for (const read of reads) {
            expect(read.end - read.start).toBeLessThanOrEqual(most)
            for (const s of read.slots) expect(s.start >= read.start && s.end <= read.end).toBe(true)
          }
          expect(reads.length).toBe(fewest(slots, rule))
        },
      ),
      { numRuns: 500, seed: 7 },
    )
  })
})

test.each([
  ['wire', 100, 3, 100],
  ['modicon', 1, 3, 0],
  ['modicon', 201, 3, 200],
  ['modicon', 40_001, 3, 0],
  ['modicon', 400_001, 3, 0],
  ['modicon', 405_712, 3, 5_711],
  ['modicon', 420_254, 3, 20_253],
  ['modicon', 30_013, 4, 12],
  ['modicon', 300_013, 4, 12],
  ['modicon', 16_130, 3, 16_129],
  ['modicon', 10_005, 2, 4],
  ['modicon', 5, 1, 4],
] as const)('%s address %i of function code %i is %i on the wire', (addressing, address, code, wire) => {
  expect(wireAddress(address, code, addressing)).toBe(wire)
})

test('points bring the registers they refer to', () => {
  const profile = {
    addressing: 'wire',
    fc: 3,
    points: [
      {
        key: 'value',
        address: 4,
        type: 'i16',
        scaleFrom: 'decimals',
        unitFrom: { key: 'unit', units: {} },
        statusFrom: { key: 'status' },
      },
      { key: 'decimals', address: 3, type: 'u16' },
      { key: 'unit', address: 2, type: 'u16' },
      { key: 'status', address: 9, type: 'u32' },
      { key: 'other', address: 30, type: 'f64' },
    ],
  } as unknown as Profile
  expect(slotsOf(profile, ['value']).map(({ key, start, end }) => [key, start, end])).toEqual([
    ['value', 4, 5],
    ['decimals', 3, 4],
    ['unit', 2, 3],
    ['status', 9, 11],
  ])
})
