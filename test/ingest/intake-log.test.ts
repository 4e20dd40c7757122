import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeEntry, encodeEntry } from '../../ingest/intake/entry.ts'
import { type IntakeLogOptions, openIntakeLog } from '../../ingest/intake/log.ts'
import { watermarks } from '../../ingest/intake/watermarks.ts'
import { rowsOf } from '../../ingest/rows.ts'
import { leaveOut } from '../needs.ts'
import { aFolder, NOON } from './running.ts'

let folder: Awaited<ReturnType<typeof aFolder>>
beforeEach(async () => {
  folder = await aFolder()
})
afterEach(() => folder.remove())

const open = (changes: Partial<IntakeLogOptions> = {}) =>
  openIntakeLog({
    folder: join(folder.path, 'log'),
    segmentBytes: 1_000,
    maxBytes: 1_000_000,
    maxUnwritten: 1_000_000,
    ...changes,
  })

type Log = Awaited<ReturnType<typeof open>>
const record = (n: number, size = 100) => Buffer.from(`${n}`.padEnd(size, '.'))
const numbers = async (log: Log, from = 0) => {
  const read: number[] = []
  for await (const { record } of log.read(from)) read.push(Number.parseInt(record.toString(), 10))
  return read
}
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)
const files = () => readdirSync(join(folder.path, 'log')).sort()

describe('the intake log', () => {
  test('gives back what was appended, over many files and after opening again', async () => {
    const log = await open()
    const ends = await Promise.all(upTo(50).map(n => log.append(record(n))))
    expect(ends).toEqual(upTo(50).map(n => (n + 1) * 108))
    for (const n of upTo(50)) await log.append(record(50 + n))
    expect(files().length).toBeGreaterThan(5)
    expect(await numbers(log)).toEqual(upTo(100))
    await log.close()
    const again = await open()
    expect(again.end).toBe(100 * 108)
    expect(await numbers(again, 90 * 108)).toEqual(upTo(100).slice(90))
    await again.append(record(100))
    expect(await numbers(again)).toEqual(upTo(101))
    await again.close()
  })

  test.each<[string, (file: string) => void]>([
    ['half a record', file => truncateSync(file, 9 * 108 + 50)],
    ['half a head', file => truncateSync(file, 9 * 108 + 3)],
    ['rubbish behind', file => appendFileSync(file, Buffer.alloc(500, 7))],
    [
      'a flipped bit in the last record',
      file => {
        const bytes = readFileSync(file)
        bytes[9 * 108 + 20]! ^= 1
        writeFileSync(file, bytes)
      },
    ],
  ])('a crash that left %s costs at most the unacknowledged record', async (name, damage) => {
    const log = await open({ segmentBytes: 1_000_000 })
    await Promise.all(upTo(10).map(n => log.append(record(n))))
    await log.close()
    damage(join(folder.path, 'log', files()[0]!))
    const again = await open()
    const kept = name === 'rubbish behind' ? 10 : 9
    await again.append(record(10))
    expect(await numbers(again)).toEqual([...upTo(kept), 10])
    expect(again.damaged).toBe(0)
    await again.close()
  })

  test('a file damaged in the middle is left out from there, said, and the rest is read', async () => {
    const log = await open()
    for (const n of upTo(40)) await log.append(record(n))
    const bytes = readFileSync(join(folder.path, 'log', files()[1]!))
    bytes[300]! ^= 1
    writeFileSync(join(folder.path, 'log', files()[1]!), bytes)
    const read = await numbers(log)
    expect(read.slice(0, 12)).toEqual(upTo(12))
    expect(read).toContain(39)
    expect(read.length).toBeGreaterThan(30)
    expect(log.damaged).toBe(1)
    await log.close()
  })

  test('frees whole files behind what is stored, and keeps its offsets', async () => {
    const log = await open()
    for (const n of upTo(60)) await log.append(record(n))
    const before = files().length
    const stored = 35 * 108
    expect(log.frees(stored)).toBe(true)
    await log.free(stored)
    expect(files().length).toBeLessThan(before)
    expect(await numbers(log, stored)).toEqual(upTo(60).slice(35))
    await log.close()
    const again = await open()
    expect(await numbers(again, stored)).toEqual(upTo(60).slice(35))
    await again.close()
  })

  test('says when it is full, and takes again when it has been freed', async () => {
    const log = await open({ maxBytes: 3_000 })
    const taken: number[] = []
    for (const n of upTo(40)) {
      await log.append(record(n)).then(
        () => taken.push(n),
        error => expect(error).toMatchObject({ code: 'intake-full' }),
      )
    }
    expect(taken.length).toBeLessThan(30)
    await log.free(log.end)
    await log.append(record(99))
    expect((await numbers(log)).at(-1)).toBe(99)
    await log.close()
  })

  test('refuses more than may wait for the disk', async () => {
    const log = await open({ maxUnwritten: 1_000 })
    const results = await Promise.allSettled(upTo(50).map(n => log.append(record(n))))
    const refused = results.filter(result => result.status === 'rejected')
    expect(refused.length).toBe(40)
    expect((refused[0] as PromiseRejectedResult).reason).toMatchObject({ code: 'intake-overloaded' })
    expect(await numbers(log)).toEqual(upTo(10))
    await log.close()
  })

  test('a disk that fails refuses, is seen, and is used again when it works', async () => {
    const log = await open()
    for (const n of upTo(5)) await log.append(record(n))
    await log.close()
    const again = await open()
    const path = join(folder.path, 'log')
    rmSync(path, { recursive: true })
    await expect(again.append(record(5))).rejects.toMatchObject({ code: 'intake-failed' })
    expect(again.fault?.message).toContain('ENOENT')
    mkdirSync(path)
    await again.append(record(6))
    expect(again.fault).toBeUndefined()
    expect(await numbers(again)).toContain(6)
    await again.close()
  })
})

const mounted = () => {
  const path = join(folder.path, 'log')
  mkdirSync(path)
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]).status === 0
}

test('a disk that is really full refuses what does not fit and keeps everything it took', async context => {
  if (!mounted()) leaveOut(context, 'needs the right to mount a small disk')
  const path = join(folder.path, 'log')
  try {
    const log = await open({ segmentBytes: 16_384 })
    const taken: number[] = []
    for (const n of upTo(100)) {
      await log.append(record(n, 1_000)).then(
        () => taken.push(n),
        error => expect(error).toMatchObject({ code: 'intake-failed' }),
      )
    }
    expect(taken.length).toBeGreaterThan(30)
    expect(taken.length).toBeLessThan(70)
    expect(log.fault?.message).toContain('ENOSPC')
    expect(await numbers(log)).toEqual(taken)
    await log.free(log.end)
    await log.append(record(100, 1_000))
    await log.close()
    const again = await open()
    expect((await numbers(again)).at(-1)).toBe(100)
    await again.close()
  } finally {
    spawnSync('umount', [path])
  }
})

test('an entry is the same after encoding and decoding', () => {
  const rows = rowsOf([
    { point: 'J-1.pressure', at: NOON, value: 31.25, quality: 'good', received: NOON + 3 },
    {
      point: 'J-2.pressure',
      at: NOON,
      value: null,
      quality: 'bad',
      reason: 'comm-failure',
      received: NOON + 3,
    },
    {
      point: 'J-1.pressure',
      at: NOON + 1,
      value: -0,
      quality: 'uncertain',
      reason: 'rate',
      received: NOON + 3,
    },
  ])
  const from = { gateway: 'gw', spool: 's', seq: 7, oldest: 5 }
  expect(decodeEntry(encodeEntry({ from, rows }))).toEqual({ from, rows })
  expect(decodeEntry(encodeEntry({ rows }))).toEqual({ rows })
})

describe('watermarks', () => {
  const note = (marks: ReturnType<typeof watermarks>, seqs: number[], oldest?: number) => {
    for (const seq of seqs)
      marks.note({ gateway: 'g', spool: 's', seq, ...(oldest === undefined ? {} : { oldest }) })
    return marks.stored('g')?.seq
  }
  test.each<[string, number[], number | undefined, number]>([
    ['in order', [1, 2, 3], 1, 3],
    ['with a hole', [1, 2, 5, 6], 1, 2],
    ['the hole filled later', [1, 2, 5, 6, 4, 3], 1, 6],
    ['backwards', [5, 4, 3, 2, 1], 1, 5],
    ['of a stream first seen in its middle', [70, 71], undefined, 71],
    ['of a middle whose earlier numbers are still to come', [70, 71], 68, 67],
    ['with resends', [1, 1, 2, 1, 2, 3], 1, 3],
  ])('%s', (_, seqs, oldest, stored) => {
    expect(note(watermarks(), seqs, oldest)).toBe(stored)
  })

  test('numbers that were given up are passed', () => {
    const marks = watermarks()
    note(marks, [1, 2, 6], 1)
    expect(note(marks, [7], 6)).toBe(7)
  })

  test('a new spool counts from the beginning', () => {
    const marks = watermarks()
    note(marks, [1, 2, 3], 1)
    marks.note({ gateway: 'g', spool: 'other', seq: 1, oldest: 1 })
    expect(marks.stored('g')).toEqual({ spool: 'other', seq: 1 })
    expect(marks.has('g', 's', 2)).toBe(false)
  })

  test('whatever the order, all numbers noted are known and none is passed that was not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }), seqs => {
        const marks = watermarks()
        note(marks, seqs, 1)
        const known = new Set(seqs)
        for (let seq = 1; seq <= 40; seq++) expect(marks.has('g', 's', seq)).toBe(known.has(seq))
        let whole = 0
        while (known.has(whole + 1)) whole++
        expect(marks.stored('g')?.seq ?? 0).toBe(whole)
        expect(watermarks(JSON.parse(JSON.stringify(marks))).stored('g')).toEqual(marks.stored('g'))
      }),
    )
  })
})
