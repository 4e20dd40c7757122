import { describe, expect, test } from 'vitest'
import { quarantine } from '../../ingest/intake/quarantine.ts'

describe('the quarantine', () => {
  test('is bounded: a flood from one device is one entry with a count, many sources push the oldest out', () => {
    const kept = quarantine(50)
    for (let i = 0; i < 10_000; i++) kept.put('not-json', 'meters/broken/up', `at ${i}`, `{"n":${i}`, i)
    expect(kept.list()).toMatchObject([{ count: 10_000, first: 0, last: 9_999, sample: '{"n":9999' }])
    for (let i = 0; i < 49; i++) kept.put('undecodable', `meters/${i}/up`, 'no', 'x', 20_000 + i)
    expect(kept.list().some(({ source }) => source === 'meters/broken/up')).toBe(true)
    for (let i = 0; i < 10_000; i++) kept.put('unknown-point', `P-${i}`, 'no', 'x', 30_000 + i)
    expect(kept.list()).toHaveLength(50)
    expect(kept.list()[0]).toMatchObject({ source: 'P-9999' })
    expect(kept.total).toBe(20_049)
  })

  test('of a huge message, a huge topic and a huge fault it keeps the beginning', () => {
    const kept = quarantine(5)
    kept.put('too-large', 't'.repeat(60_000), 'd'.repeat(60_000), Buffer.alloc(10_000_000, 0x41), 1)
    expect(JSON.stringify(kept.list()).length).toBeLessThan(2_000)
  })

  test('bytes that are no text can be looked at all the same, and come back after a restart', () => {
    const kept = quarantine(5)
    kept.put('not-json', 'a', 'no', Uint8Array.of(0, 255, 10, 65), 1)
    const again = quarantine(5, JSON.parse(JSON.stringify(kept.list())))
    expect(again.list()).toEqual(kept.list())
    expect(again.total).toBe(1)
  })
})
