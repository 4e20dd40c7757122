import pino from 'pino'
import { afterEach, expect, test } from 'vitest'
import { roomOf, watchDisk } from '../../runtime/disk-watch.ts'
import { createMetrics } from '../../runtime/metrics.ts'

const MIB = 1024 * 1024
const GIB = 1024 * MIB

test.each([
  ['a terabyte with half of it free', 500 * GIB, 1_000 * GIB, 'enough'],
  ['a terabyte with 600 MB free', 600 * MIB, 1_000 * GIB, 'enough'],
  ['a terabyte with 300 MB free', 300 * MIB, 1_000 * GIB, 'low'],
  ['an edge box of 2 GB with 110 MB free', 110 * MIB, 2 * GIB, 'enough'],
  ['an edge box of 2 GB with 90 MB free', 90 * MIB, 2 * GIB, 'low'],
  ['3 MB left', 3 * MIB, 100 * GIB, 'full'],
  ['nothing left', 0, 100 * GIB, 'full'],
])('%s', (_what, free, size, room) => {
  expect(roomOf(free, size)).toBe(room)
})

const ends: (() => unknown)[] = []
afterEach(() => Promise.all(ends.splice(0).map(end => end())))

test('each change is said once, and what is free is a figure', async () => {
  const lines: { level: number; msg: string; freeMiB: number }[] = []
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const metrics = createMetrics()
  let free = 10 * GIB
  let looks = 0
  const look = async () => {
    looks++
    return { free, size: 100 * GIB }
  }
  const watch = watchDisk({ folder: '/data', log, metrics, look, every: 1 })
  ends.push(() => watch.stop())
  const looked = async () => {
    const then = looks
    await expect.poll(() => looks).toBeGreaterThan(then + 2)
  }
  for (const now of [10 * GIB, 300 * MIB, 0, 0, 20 * GIB]) {
    free = now
    await looked()
  }
  expect(lines.map(({ level, freeMiB, msg }) => [level, freeMiB, msg.slice(0, 40)])).toEqual([
    [40, 300, 'the disk of the data folder is nearly fu'],
    [50, 0, 'the disk of the data folder is full: not'],
    [40, 20 * 1024, 'there is room on the disk again: what wa'],
  ])
  expect(await metrics.metrics()).toContain(`data_disk_free_bytes ${20 * GIB}`)
})

test('a disk that cannot be asked is no full disk', async () => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  let looks = 0
  const look = async () => {
    looks++
    throw new Error('gone')
  }
  const watch = watchDisk({ folder: '/data', log, metrics: createMetrics(), look, every: 1 })
  ends.push(() => watch.stop())
  await expect.poll(() => looks).toBeGreaterThan(3)
  expect(lines).toEqual([])
})
