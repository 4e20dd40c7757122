import { spawn } from 'node:child_process'
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeRecords, encodeRecord } from '../../gateway/spool/record.ts'
import { openSpool, type Spool, type SpoolOptions } from '../../gateway/spool/spool.ts'
import { packageRoot } from '../../runtime/root.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const opened = (options: Partial<SpoolOptions> = {}) =>
  openSpool({ folder, maxBytes: 10_000_000, maxAge: 1e12, ...options })
const batch = (n: number, bytes = 20) => ({
  readings: 1,
  from: n * 1_000,
  to: n * 1_000,
  body: Buffer.from(`"n":${n}`.padEnd(bytes, ' ')),
})
const fill = async (spool: Spool, count: number, bytes?: number) => {
  for (let n = 1; n <= count; n++) await spool.append(batch(n, bytes))
}
const numbers = async (spool: Spool, from = 1) => (await spool.read(from, 100_000)).map(record => record.seq)
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
const segments = async () => (await readdir(folder)).filter(name => name.endsWith('.spool')).sort()

describe('a spool', () => {
  test('gives back what it was given, in order, over many files', async () => {
    const spool = await opened({ segmentBytes: 500 })
    await fill(spool, 50)
    expect(await numbers(spool)).toEqual(upTo(50))
    expect((await spool.read(17, 2)).map(({ seq, body }) => [seq, body.toString().trim()])).toEqual([
      [17, '"n":17'],
      [18, '"n":18'],
    ])
    expect((await segments()).length).toBeGreaterThan(3)
    await spool.close()
  })

  test('goes on after an orderly end under the same name, with the same numbers', async () => {
    const first = await opened()
    await fill(first, 5)
    await first.free(2)
    await first.close()
    const second = await opened()
    expect(second.id).toBe(first.id)
    expect((await second.append(batch(6))).seq).toBe(6)
    expect(await numbers(second)).toEqual([3, 4, 5, 6])
    await second.close()
  })

  test('numbers never come twice, even when everything was freed', async () => {
    const first = await opened({ segmentBytes: 100 })
    await fill(first, 20)
    await first.free(20)
    await first.close()
    const second = await opened()
    expect(second.last).toBe(20)
    expect((await second.append(batch(21))).seq).toBe(21)
    await second.close()
  })

  test('frees files, and remembers how far', async () => {
    const spool = await opened({ segmentBytes: 200 })
    await fill(spool, 30)
    const before = (await segments()).length
    await spool.free(25)
    expect(spool.oldest).toBe(26)
    expect(await numbers(spool)).toEqual(upTo(30, 26))
    expect((await segments()).length).toBeLessThan(before)
    await spool.free(7)
    expect(spool.oldest).toBe(26)
    await spool.close()
  })

  test('full: the oldest go, counted, with the time they were of', async () => {
    const spool = await opened({ maxBytes: 2_000, segmentBytes: 300 })
    await fill(spool, 100, 60)
    expect(spool.bytes).toBeLessThanOrEqual(2_000)
    const kept = await numbers(spool)
    expect(kept.at(-1)).toBe(100)
    expect(spool.oldest).toBe(kept[0])
    expect(spool.losses).toEqual({
      batches: kept[0]! - 1,
      readings: kept[0]! - 1,
      gap: [1_000, (kept[0]! - 1) * 1_000],
    })
    await spool.close()
    const again = await opened()
    expect(again.losses.batches).toBe(kept[0]! - 1)
    await again.close()
  })

  test('too old: dropped and counted, also when an earlier life wrote it', async () => {
    const first = await opened({ segmentBytes: 300 })
    await fill(first, 30)
    await first.close()
    const spool = await opened({ segmentBytes: 300, maxAge: 10_000 })
    await spool.expire(31_000)
    const [oldest] = await numbers(spool)
    expect(oldest).toBeGreaterThan(10)
    expect(oldest).toBeLessThanOrEqual(21)
    expect(spool.losses.batches).toBe(oldest! - 1)
    await spool.close()
  })

  test('too old on a quiet site: a file that would take months to fill does not hold old batches back', async () => {
    const spool = await opened({ maxAge: 10_000 })
    await fill(spool, 100)
    await spool.expire(100_000)
    const [oldest] = await numbers(spool)
    expect(oldest).toBeGreaterThan(85)
    expect(oldest).toBeLessThanOrEqual(90)
    expect(spool.losses).toMatchObject({ batches: oldest! - 1, gap: [1_000, (oldest! - 1) * 1_000] })
    await spool.close()
  })

  test('a stored batch that goes is no loss', async () => {
    const spool = await opened({ maxBytes: 2_000, segmentBytes: 300 })
    await fill(spool, 20, 60)
    await spool.free(20)
    await fill(spool, 14, 60)
    expect(spool.losses.batches).toBe(0)
    await spool.close()
  })
})

describe('a damaged spool', () => {
  const whole = async (count: number) => {
    const spool = await opened({ segmentBytes: 1e6 })
    await fill(spool, count)
    await spool.close()
    return join(folder, (await segments())[0]!)
  }

  test('a record torn anywhere at the end costs itself only', async () => {
    const path = await whole(3)
    const bytes = await readFile(path)
    const { records } = decodeRecords(bytes)
    const start = records[1]!.end
    for (let cut = start; cut < bytes.length; cut += 7) {
      await writeFile(path, bytes.subarray(0, cut))
      const spool = await opened()
      expect(await numbers(spool)).toEqual([1, 2])
      expect((await spool.append(batch(3))).seq).toBe(3)
      expect(await numbers(spool)).toEqual([1, 2, 3])
      await spool.close()
    }
  })

  test('garbage behind the last record is cut off', async () => {
    const path = await whole(3)
    await appendFile(path, Buffer.alloc(1_000, 0xff))
    const spool = await opened()
    expect(await numbers(spool)).toEqual([1, 2, 3])
    await spool.append(batch(4))
    expect(await numbers(spool)).toEqual([1, 2, 3, 4])
    await spool.close()
  })

  test('one flipped bit costs one record', async () => {
    const path = await whole(5)
    const bytes = await readFile(path)
    const { records } = decodeRecords(bytes)
    for (const at of [records[1]!.end, records[1]!.end + 5, records[2]!.end - 3]) {
      const changed = Buffer.from(bytes)
      changed[at] = changed[at]! ^ 0x10
      expect(decodeRecords(changed).records.map(record => record.seq)).toEqual([1, 2, 4, 5])
    }
  })

  test('a lost spool.json is survived: the name is new, nothing is lost', async () => {
    await whole(5)
    await rm(join(folder, 'spool.json'))
    const spool = await opened()
    expect(await numbers(spool)).toEqual([1, 2, 3, 4, 5])
    expect((await spool.append(batch(6))).seq).toBe(6)
    await spool.close()
  })
})

test('records survive any bytes in their body', () => {
  const body = Buffer.from(encodeRecord({ seq: 1, readings: 1, from: 0, to: 0, body: Buffer.from('inner') }))
  const bytes = Buffer.concat([1, 2, 3].map(seq => encodeRecord({ seq, readings: 1, from: 0, to: 0, body })))
  expect(decodeRecords(bytes).records.map(record => record.seq)).toEqual([1, 2, 3])
})

test('kill -9 in the middle of writing: everything that was said to be on disk is there', async () => {
  const program = `
    import { openSpool } from '${packageRoot}/gateway/spool/spool.ts'
    const spool = await openSpool({ folder: ${JSON.stringify(folder)}, maxBytes: 1e9, maxAge: 1e12, segmentBytes: 50_000 })
    for (let n = 1; ; n++) {
      const { seq } = await spool.append({ readings: 1, from: n, to: n, body: Buffer.alloc(100 + (n % 900), 65) })
      process.stdout.write(seq + '\\n')
    }`
  const script = join(folder, 'writer.mts')
  await writeFile(script, program)
  let acknowledged = 0
  for (let life = 0; life < 3; life++) {
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: packageRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    const target = acknowledged + 300
    await new Promise<void>(resolve => {
      child.stdout.on('data', chunk => {
        out += chunk
        const last = Number(out.slice(0, out.lastIndexOf('\n')).split('\n').at(-1))
        if (last >= target) {
          acknowledged = last
          child.kill('SIGKILL')
        }
      })
      child.once('exit', () => resolve())
    })
    const lines = out.slice(0, out.lastIndexOf('\n')).split('\n')
    acknowledged = Number(lines.at(-1))
    const spool = await opened({ segmentBytes: 50_000, maxBytes: 1e9 })
    const there = await numbers(spool)
    expect(there).toEqual(upTo(there.length))
    expect(there.length).toBeGreaterThanOrEqual(acknowledged)
    acknowledged = there.length
    await spool.close()
  }
  expect((await stat(folder)).isDirectory()).toBe(true)
}, 60_000)

test('after an unclean end the stream has a new name, and knows the old one', async () => {
  const first = await opened()
  await fill(first, 3)
  // No close: the process died here.
  const second = await opened()
  expect(second.id).not.toBe(first.id)
  expect(second.found).toEqual({ id: first.id, last: 3 })
  expect(await numbers(second)).toEqual([1, 2, 3])
  await second.close()
  await first.close()
})

test('damaged records in a finished file are counted as lost, once', async () => {
  const first = await opened({ segmentBytes: 500 })
  await fill(first, 30)
  await first.close()
  const path = join(folder, (await segments())[1]!)
  const bytes = await readFile(path)
  bytes[50]! ^= 0xff
  await writeFile(path, bytes)
  const spool = await opened({ segmentBytes: 500 })
  const there = await numbers(spool)
  await numbers(spool)
  expect(there.length).toBe(29)
  expect(spool.losses.batches).toBe(1)
  await spool.close()
})
