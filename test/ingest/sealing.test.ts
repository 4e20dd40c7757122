import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDuckdb } from '../../ingest/history/duckdb/store.ts'
import type { History } from '../../ingest/history/history.ts'
import { newestVersions, reduceM4 } from '../../ingest/history/merge.ts'
import { LATE, type Rows, rowsFor } from '../../ingest/rows.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { DAWN } from './history-contract.ts'
import { aFolder } from './running.ts'

let folder: Awaited<ReturnType<typeof aFolder>>
let history: History
let upTo = 0
beforeEach(async () => {
  folder = await aFolder()
  history = await openDuckdb({ file: join(folder.path, 'history.duckdb') })
  upTo = 0
})
afterEach(async () => {
  await history.close()
  await folder.remove()
})

/** Readings of one point every `step` ms from `from`, wandering, with a bad stretch; the same for the same seed. */
function wandering(point: string, from: number, count: number, step: number, seed: number): Rows {
  const rows = rowsFor(count)
  rows.names.push(point)
  let state = seed
  let value = 50
  for (let i = 0; i < count; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    value += (state / 2_147_483_648 - 0.5) * 0.4
    const bad = i % 7_001 === 4_000
    rows.at[i] = from + i * step
    rows.value[i] = bad ? Number.NaN : Math.round(value * 100) / 100
    rows.code[i] = bad ? 131 : i % 5_003 === 77 ? 70 : 0
    rows.received[i] = rows.at[i]! + 100
  }
  rows.length = count
  return rows
}

const append = (rows: Rows) => history.append(rows, ++upTo)

const columns = (parts: readonly Rows[]) => ({
  at: Float64Array.from(parts.flatMap(({ at }) => [...at])),
  value: Float64Array.from(parts.flatMap(({ value }) => [...value])),
  quality: Uint8Array.from(parts.flatMap(({ code }) => [...code])),
  received: Float64Array.from(parts.flatMap(({ received }) => [...received])),
})

describe('summaries', () => {
  const fast = wandering('A.flow', DAWN, 3 * 17_280, 5 * SECOND, 1)
  const slow = wandering('B.volume', DAWN, 3 * 24, HOUR, 2)
  const correction = wandering('A.flow', DAWN + 30 * HOUR, 60, 5 * SECOND, 3)
  correction.flags.fill(LATE)
  correction.received.fill(DAWN + 4 * DAY)

  const windows: [string, number, number, number][] = [
    ['three days in a minute a pixel', DAWN, DAWN + 3 * DAY, 4_320],
    ['three days in an hour a pixel', DAWN, DAWN + 3 * DAY, 72],
    ['ends that cut intervals', DAWN + 17 * MINUTE + 1, DAWN + 2 * DAY + 61 * SECOND + 7, 60],
    ['finer than any tier', DAWN + 29 * HOUR, DAWN + 31 * HOUR, 400],
  ]

  test('give what the readings themselves would, wherever they are', { timeout: 120_000 }, async () => {
    const check = async (stage: string, late: Rows[]) => {
      const all = newestVersions(columns([fast]), columns(late))
      for (const [name, from, to, px] of windows) {
        const { interval, series } = await history.series({ points: ['A.flow', 'B.volume'], from, to, px })
        const inside = [...all.at.keys()].filter(i => all.at[i]! >= from && all.at[i]! < to)
        const course = {
          at: Float64Array.from(inside, i => all.at[i]!),
          value: Float64Array.from(inside, i => all.value[i]!),
          quality: Uint8Array.from(inside, i => all.quality[i]!),
          rawCount: inside.length,
        }
        const wanted = reduceM4(course, interval)
        expect(series[0]!.rawCount, `${stage}: ${name}`).toBe(inside.length)
        expect(extremes(series[0]!, interval), `${stage}: ${name}`).toEqual(extremes(wanted, interval))
        expect(series[1]!.mode).toBe('raw')
        expect(series[1]!.at.length).toBe([...slow.at].filter(at => at >= from && at < to).length)
      }
    }
    await append(fast)
    await append(slow)
    await check('as it came', [])
    await history.maintain(DAWN + DAY + 3 * HOUR)
    await check('one day sealed', [])
    await history.maintain(DAWN + 3 * DAY + 3 * HOUR)
    await check('all sealed', [])
    await append(correction)
    await check('corrected after sealing', [correction])
    await history.maintain(DAWN + 6 * DAY)
    await check('sealed again', [correction])
    const before = await history.series({
      points: ['A.flow'],
      from: DAWN + 30 * HOUR,
      to: DAWN + 30 * HOUR + 5 * MINUTE,
      asKnownAt: DAWN + 3 * DAY,
    })
    expect([...before.series[0]!.value]).toEqual([...fast.value.subarray(30 * 720, 30 * 720 + 60)])
  })

  /** First, last, lowest, highest and worst of each interval; between equals the store may choose. */
  function extremes(
    { at, value, quality }: { at: Float64Array; value: Float64Array; quality: Uint8Array },
    interval: number,
  ) {
    const cells = new Map<number, number[]>()
    for (let i = 0; i < at.length; i++) {
      const bucket = Math.floor(at[i]! / interval)
      const v = value[i]!
      const cell = cells.get(bucket)
      if (!cell) cells.set(bucket, [at[i]!, v, at[i]!, v, v, v, quality[i]!])
      else {
        cell[2] = at[i]!
        cell[3] = v
        if (!(cell[4]! <= v) && !Number.isNaN(v)) cell[4] = v
        if (!(cell[5]! >= v) && !Number.isNaN(v)) cell[5] = v
        cell[6] = Math.max(cell[6]!, quality[i]!)
      }
    }
    return [...cells]
  }
})

describe('retention', () => {
  test('lets readings go, keeps their summaries, and keeps the readings of slow points', {
    timeout: 60_000,
  }, async () => {
    const old = DAWN - 60 * DAY
    const rows = wandering('A.flow', old, 17_280, 5 * SECOND, 1)
    rows.value[10_000] = 99
    await append(rows)
    await append(wandering('B.volume', old, 24, HOUR, 2))
    await append(wandering('A.flow', DAWN - DAY, 3_600, SECOND, 3))
    await history.maintain(DAWN + 3 * HOUR, 30)
    const raw = await history.series({ points: ['A.flow', 'B.volume'], from: old, to: old + DAY })
    expect(raw.series.map(({ at }) => at.length)).toEqual([0, 24])
    const course = await history.series({ points: ['A.flow'], from: old, to: old + DAY, px: 4_000 })
    expect(course.interval).toBe(MINUTE)
    expect(course.series[0]).toMatchObject({ mode: 'm4', rawCount: 17_280 })
    expect(Math.max(...[...course.series[0]!.value].filter(value => !Number.isNaN(value)))).toBe(99)
    const recent = await history.series({ points: ['A.flow'], from: DAWN - DAY, to: DAWN })
    expect(recent.series[0]!.at.length).toBe(3_600)
  })
})

describe('a copy while everything goes on', () => {
  test('is complete as of one instant and opens by itself', async () => {
    await append(wandering('A.flow', DAWN, 20_000, SECOND, 1))
    const file = join(folder.path, 'copy.duckdb')
    const writing = (async () => {
      for (let i = 0; i < 5; i++) await append(wandering('C.flow', DAWN + i * HOUR, 1_000, SECOND, i))
    })()
    await history.backup!(file)
    await writing
    const copy = await openDuckdb({ file })
    const { series } = await copy.series({ points: ['A.flow'], from: DAWN, to: DAWN + DAY })
    const position = (await copy.position())!
    const { series: later } = await copy.series({ points: ['C.flow'], from: DAWN, to: DAWN + DAY })
    expect(series[0]!.at.length).toBe(20_000)
    expect(later[0]!.at.length).toBe((position - 1) * 1_000)
    await copy.close()
    await expect(history.backup!(file)).rejects.toMatchObject({ code: 'backup-exists' })
  })
})
