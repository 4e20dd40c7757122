import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openDuckdb } from '../../ingest/history/duckdb/store.ts'
import type { History } from '../../ingest/history/history.ts'
import { rowsOf } from '../../ingest/rows.ts'
import type { Detection } from '../../model/detection.ts'
import type { Reading } from '../../model/reading.ts'
import { DAY, HOUR, type Instant, MINUTE } from '../../model/time.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import { createLog } from '../../runtime/log.ts'
import { steppedTime } from '../../runtime/stepped-time.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

// Each starts ingest two or three times, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 120_000 })

const QUARTER = 15 * MINUTE
const FLOW = 'P-1.flow'
const PRESSURE = 'J-1.pressure'
/** A pressure with its limits, and the inflow of a zone, of which a rise is one above what is usual at this hour. */
function town() {
  const site = aSite([aPoint(PRESSURE, { period: MINUTE }), aPoint(FLOW, { period: QUARTER })])
  const name = { zh: '一区', en: 'One' }
  site.network.zones.push({ id: 'Z1', kind: 'district', name, inlets: ['P-1'], outlets: [] })
  return site
}
const usual = (at: Instant) => 40 + 10 * Math.sin((at / DAY) * 2 * Math.PI) + ((at / QUARTER) % 7) / 10
const flows = (from: Instant, quarters: number, more = 0): Reading[] =>
  Array.from({ length: quarters }, (_, i) => from + i * QUARTER).flatMap(at =>
    course(FLOW, at, QUARTER, [usual(at) + more]),
  )

let folder: Awaited<ReturnType<typeof aFolder>>
beforeEach(async () => {
  folder = await aFolder()
})
afterEach(() => folder.remove())

/** Ingest of the town at a moment, with what it says: detections on the bus, and lines of its log. */
let starts = 0
type Options = NonNullable<Parameters<typeof runIngest>[2]>

async function begin(now: Instant, { site = town(), ...more }: Options = {}, path = folder.path) {
  const lines: Record<string, unknown>[] = []
  const destination = { write: (text: string) => void lines.push(JSON.parse(text)) }
  const running = await runIngest(site, path, {
    time: steppedTime(now),
    log: createLog({ destination }),
    ...more,
  })
  const said: Detection[] = []
  await running.broker.bus.subscribe(running.topics.detections, ({ payload }) => {
    said.push(JSON.parse(Buffer.from(payload).toString()))
  })
  const spool = `spool-${++starts}`
  return {
    ...running,
    /** A stream of its own each time: this is not about resends. */
    send: (readings: readonly Reading[]) => running.send(readings, { spool }),
    lines,
    logged: (text: string) => lines.find(({ msg }) => (msg as string).includes(text)),
    /** `+ kind subject since minute` of what was said, the same only once. */
    said: () => [
      ...new Set(
        said.map(
          ({ kind, subject, start, active }) =>
            `${active ? '+' : '-'} ${kind} ${subject} since ${(start - NOON) / MINUTE}`,
        ),
      ),
    ],
    raised: (kind: string) => said.filter(one => one.kind === kind && one.active).length,
    learning: async () => (await running.get('/ingest/health')).body.detections.learning as boolean,
  }
}

/** Weeks of the usual in the history of the folder: of a Sunday too, five comparable days are known. */
async function withPast(): Promise<void> {
  const history = await openDuckdb({ file: join(folder.path, 'history', 'history.duckdb') })
  await history.append(rowsOf(flows(NOON - 24 * DAY, (24 * DAY) / QUARTER)), 0)
  await history.close()
}

/** A history that takes everything and answers nothing. */
function silent(history: History): History {
  const away = () => Promise.reject(new CodedError('history-down', 'away'))
  return {
    ...history,
    latest: away,
    summaries: away,
    conditions: away,
    async *readings() {
      yield await away()
    },
  }
}

/** An hour and a half of twenty more than usual, quarter by quarter; then what was said of it. */
async function rises(running: Awaited<ReturnType<typeof begin>>): Promise<number> {
  for (let i = 0; i < 6; i++) {
    await running.send(flows(running.time.now(), 1, 20))
    await running.time.advance(QUARTER)
  }
  await running.ingest.settled()
  return running.raised('flow-rise')
}

describe('after kill -9', () => {
  test('detectors go on from the checkpoint and what the intake log has since', async () => {
    const first = await begin(NOON, { changes: { checkpointInterval: 5 * MINUTE } })
    for (let minute = 0; minute < 13; minute++) {
      await first.send(
        course(PRESSURE, NOON + minute * MINUTE, MINUTE, [minute < 9 ? 30 + minute / 10 : 5 + minute / 10]),
      )
      await first.time.advance(MINUTE)
    }
    await first.ingest.settled()
    // What is on disk at this moment is what a killed process leaves; its history is lost with it here.
    const left = `${folder.path}-killed`
    for (const name of ['intake', 'detectors.checkpoint'])
      await cp(join(folder.path, name), join(left, name), { recursive: true })
    await first.stop()
    const second = await begin(NOON + 13 * MINUTE, {}, left)
    // Written at the tenth minute, it has the minutes 0 to 9.
    expect(second.logged('what the detectors knew')).toMatchObject({ checkpoint: true, readings: 3 })
    for (let minute = 13; minute < 17; minute++)
      await second.send(course(PRESSURE, NOON + minute * MINUTE, MINUTE, [5 + minute / 10]))
    await second.ingest.settled()
    // Five minutes below the limit, the first of them before the checkpoint, the next before the kill.
    expect(second.said()).toEqual([`+ pressure-low ${PRESSURE} since 9`])
    await second.stop()
    await rm(left, { recursive: true })
  })

  test('a damaged stretch of the intake log is passed over, not waited for', async () => {
    const first = await begin(NOON, { changes: { checkpointInterval: 5 * MINUTE } })
    for (let minute = 0; minute < 8; minute++) {
      await first.send(course(PRESSURE, NOON + minute * MINUTE, MINUTE, [30 + minute / 10]))
      await first.time.advance(MINUTE)
    }
    await first.ingest.settled()
    const left = `${folder.path}-damaged`
    for (const name of ['intake', 'detectors.checkpoint'])
      await cp(join(folder.path, name), join(left, name), { recursive: true })
    await first.stop()
    const [log] = await readdir(join(left, 'intake'))
    const bytes = await readFile(join(left, 'intake', log!))
    // In the second of the three messages after the checkpoint; a whole one follows.
    bytes[Math.floor((bytes.length * 6.5) / 8)]! ^= 255
    await writeFile(join(left, 'intake', log!), bytes)
    const second = await begin(NOON + 8 * MINUTE, {}, left)
    // One of the three messages since: what is behind the damage cannot be told from it.
    expect(second.logged('what the detectors knew')).toMatchObject({ checkpoint: true, readings: 1 })
    await second.send(course(PRESSURE, NOON + 8 * MINUTE, MINUTE, [31]))
    expect(second.ingest.totals().readings).toBe(1)
    await second.stop()
    await rm(left, { recursive: true })
  })

  test('a condition that was over in what the log has since is said to be over', async () => {
    const first = await begin(NOON, { changes: { checkpointInterval: 10 * MINUTE } })
    const play = async (running: typeof first, from: number, to: number, value: number) => {
      for (let minute = from; minute < to; minute++) {
        await running.send(course(PRESSURE, NOON + minute * MINUTE, MINUTE, [value + minute / 10]))
        await running.time.advance(MINUTE)
      }
      await running.ingest.settled()
    }
    await play(first, 0, 12, 5)
    expect(first.raised('pressure-low')).toBeGreaterThan(0)
    const file = join(folder.path, 'detectors.checkpoint')
    const kept = await readFile(file)
    await play(first, 12, 19, 30)
    expect(first.said()).toContain(`- pressure-low ${PRESSURE} since 0`)
    // The words were said, but history had not kept them.
    const conditions = (await first.get(`/detections?from=${NOON}&to=${NOON + DAY}`)).body
    expect(conditions.detections?.length ?? conditions.length).toBeGreaterThan(0)
    await first.stop()
    await writeFile(file, kept)
    const history = await openDuckdb({ file: join(folder.path, 'history', 'history.duckdb') })
    const forgetful: History = {
      ...history,
      conditions: async () =>
        (await history.conditions()).map(one => ({ ...one, active: true, at: NOON + 11 * MINUTE })),
    }
    const second = await begin(NOON + 19 * MINUTE, { history: forgetful })
    await second.ingest.settled()
    expect(second.said()).toContain(`- pressure-low ${PRESSURE} since 0`)
    expect(second.ingest.totals().readings).toBe(0)
    await second.stop()
    await history.close()
  })
})

describe('what is usual', () => {
  test('is known after a restart though history does not answer', async () => {
    await withPast()
    const first = await begin(NOON)
    await first.stop()
    const history = await openDuckdb({ file: join(folder.path, 'history', 'history.duckdb') })
    const second = await begin(NOON, { history: silent(history) })
    expect(await second.learning()).toBe(false)
    expect(await rises(second)).toBeGreaterThan(0)
    await second.stop()
    await history.close()
  })

  test('without a checkpoint, and without a history that answers, it is not known, and health says so', async () => {
    await withPast()
    const history = await openDuckdb({ file: join(folder.path, 'history', 'history.duckdb') })
    const running = await begin(NOON, { history: silent(history) })
    expect(await running.learning()).toBe(true)
    expect(await rises(running)).toBe(0)
    await running.stop()
    await history.close()
  })

  test('is learned behind while readings are taken and limits are watched; what stands goes on standing', async () => {
    await withPast()
    const running = await begin(NOON, { changes: { warmAtOnce: 0 } })
    expect(await running.learning()).toBe(true)
    for (let minute = 0; minute < 8; minute++) {
      await running.send(course(PRESSURE, running.time.now(), MINUTE, [5 + minute / 10]))
      await running.time.advance(MINUTE)
    }
    await running.ingest.settled()
    expect(await running.learning()).toBe(true)
    expect(running.said()).toContain(`+ pressure-low ${PRESSURE} since 0`)
    const before = running.raised('pressure-low')
    await running.ingest.learned()
    await running.ingest.settled()
    expect(await running.learning()).toBe(false)
    expect(running.logged('know the past again')).toBeDefined()
    expect(running.raised('pressure-low')).toBe(before)
    expect(await rises(running)).toBeGreaterThan(0)
    // Nothing came of the pressure for an hour and a half, and nothing else did of it.
    expect(running.said().filter(text => text.startsWith('- pressure-low'))).toEqual([])
    await running.stop()
  })
})

describe('a checkpoint that is no use', () => {
  const cases: [string, (file: string) => Promise<unknown>, string][] = [
    [
      'damaged in the middle',
      async file => {
        const bytes = await readFile(file)
        bytes[bytes.length >> 1]! ^= 255
        await writeFile(file, bytes)
      },
      'damaged at byte',
    ],
    ['torn off', async file => writeFile(file, (await readFile(file)).subarray(0, -100)), 'too early'],
    ['something else', file => writeFile(file, 'hello, this is not what it should be'), 'too early'],
    [
      'of another version or other settings',
      async file => {
        const bytes = await readFile(file)
        const key = bytes.indexOf('"key":"') + 7
        const head = bytes.subarray(8, 8 + bytes.readUInt32LE(0))
        bytes[key] = bytes[key] === 97 ? 98 : 97
        const { crc32 } = await import('node:zlib')
        bytes.writeUInt32LE(crc32(head), 4)
        await writeFile(file, bytes)
      },
      'another version',
    ],
  ]
  test.each(cases)('%s is named in the log and made anew from history', async (_, spoil, reason) => {
    await withPast()
    const first = await begin(NOON)
    await first.stop()
    const file = join(folder.path, 'detectors.checkpoint')
    await spoil(file)
    const second = await begin(NOON)
    const named = second.lines.find(({ file: name }) => name === file)!
    expect(JSON.stringify(named)).toContain(reason)
    expect(second.logged('what the detectors knew is recalled')).toMatchObject({ checkpoint: false })
    expect(await rises(second)).toBeGreaterThan(0)
    await second.stop()
    // The next one is good again.
    const third = await begin(NOON + 2 * HOUR)
    expect(third.logged('what the detectors knew is recalled')).toMatchObject({ checkpoint: true })
    await third.stop()
  })

  test('of a site whose points have changed is not used', async () => {
    const first = await begin(NOON)
    await first.stop()
    const site = town()
    ;(site.points as Map<string, unknown>).set('J-2.pressure', aPoint('J-2.pressure'))
    const second = await begin(NOON, { site })
    expect(second.logged('of other settings, another network')).toBeDefined()
    await second.stop()
  })
})
