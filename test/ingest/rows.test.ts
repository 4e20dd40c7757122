import { describe, expect, test } from 'vitest'
import { decodeEntry, encodeEntry } from '../../ingest/intake/entry.ts'
import { concatRows, LATE, type Rows, readingOf, rowsFor } from '../../ingest/rows.ts'

const NOON = Date.UTC(2026, 10, 22, 4)

/** A block with room for `capacity` rows and `length` of them filled with numbers of its own. */
function block(capacity: number, length: number, own: number): Rows {
  const rows = rowsFor(capacity)
  rows.names = [`J-${own}.pressure`, `J-${own}.flow`]
  for (let i = 0; i < length; i++) {
    rows.point[i] = i % 2
    rows.at[i] = NOON + own * 1_000 + i
    rows.value[i] = own + i / 100
    rows.code[i] = (own + i) % 3
    rows.received[i] = NOON + own * 1_000 + i + 7
    rows.flags[i] = i % 2 === 0 ? 0 : LATE
  }
  rows.length = length
  return rows
}

const readings = (rows: Rows) =>
  Array.from({ length: rows.length }, (_, i) => ({ ...readingOf(rows, i), flags: rows.flags[i] }))

describe('rows', () => {
  test('a new block is empty, however many were filled before it', () => {
    for (const capacity of [1, 3, 100, 5_000]) {
      block(capacity, capacity, 9)
      const rows = rowsFor(capacity)
      for (const column of [rows.at, rows.value, rows.received, rows.point, rows.code, rows.flags]) {
        expect(column.length).toBe(capacity)
        expect(column.every(value => value === 0)).toBe(true)
      }
    }
  })

  test('blocks that share a buffer do not write into each other', () => {
    const sizes = Array.from({ length: 3_000 }, (_, i) => [1, 2, 3, 7, 100, 200][i % 6]!)
    const blocks = sizes.map((size, i) => block(size, size, i))
    for (const [i, size] of sizes.entries())
      expect(readings(blocks[i]!)).toEqual(readings(block(size, size, i)))
  })

  test.each([
    ['empty', 5, 0],
    ['one row', 1, 1],
    ['full', 100, 100],
    ['partly filled, because some were refused', 100, 60],
    ['large', 3_000, 3_000],
  ])('an entry of the log comes back as it was: %s', (_what, capacity, length) => {
    const entry = { from: { gateway: 'gw', spool: 's', seq: 3, oldest: 1 }, rows: block(capacity, length, 4) }
    const back = decodeEntry(encodeEntry(entry))
    expect(back.from).toEqual(entry.from)
    expect(back.rows.names).toEqual(entry.rows.names)
    expect(readings(back.rows)).toEqual(readings(entry.rows))
  })

  test('pieces short and long are put together in their order', () => {
    const parts = [block(1, 1, 1), block(200, 150, 2), block(10, 3, 1)]
    expect(readings(concatRows(parts))).toEqual(parts.flatMap(readings))
    expect(concatRows(parts).names).toEqual(['J-1.pressure', 'J-1.flow', 'J-2.pressure', 'J-2.flow'])
  })
})
