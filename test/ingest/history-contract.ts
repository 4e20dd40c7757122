import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { History, SeriesQuery } from '../../ingest/history/history.ts'
import { LATE, type Rows, rowsOf } from '../../ingest/rows.ts'
import type { Detection } from '../../model/detection.ts'
import { encodeQuality } from '../../model/quality.ts'
import type { Reading } from '../../model/reading.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts'

/** A store under test: `open` gives the same data again after `close`. */
export interface StoreUnderTest {
  open(): Promise<History>
  /** Forgets everything. */
  wipe(): Promise<void>
}

export const DAWN = Date.UTC(2026, 10, 22)

const good = (point: string, at: number, value: number, received = at): Reading => ({
  point,
  at,
  value,
  quality: 'good',
  received,
})

const late = (readings: readonly Reading[]): Rows => {
  const rows = rowsOf(readings)
  rows.flags.fill(LATE)
  return rows
}

/** What every history store promises. */
export function historyContract(
  name: string,
  prepare: () => Promise<StoreUnderTest & { end?(): Promise<void> }>,
  { seals = false } = {},
) {
  describe.each(seals ? ['as it came', 'sealed after each append'] : ['as it came'])(
    `history contract: ${name}, %s`,
    mode => {
      let store: StoreUnderTest & { end?(): Promise<void> }
      let history: History
      let upTo = 0
      beforeAll(async () => {
        store = await prepare()
      })
      afterAll(() => store.end?.())
      beforeEach(async () => {
        await store.wipe()
        history = await store.open()
        upTo = 0
      })
      afterEach(() => history.close())

      const put = async (rows: Rows) => {
        expect(await history.append(rows, ++upTo)).toEqual([])
        if (mode !== 'as it came') await history.maintain(DAWN + upTo * 100 * DAY)
      }
      const course = async (point: string, query: Partial<SeriesQuery> = {}) => {
        const { series } = await history.series({ points: [point], from: DAWN, to: DAWN + HOUR, ...query })
        return Array.from(series[0]!.at, (at, i) => [at - DAWN, series[0]!.value[i]])
      }

      test('what was appended is there, with its values, qualities and count', async () => {
        const bad: Reading = {
          point: 'A.flow',
          at: DAWN + 2,
          value: null,
          quality: 'bad',
          reason: 'comm-failure',
        }
        const odd: Reading = {
          point: 'A.flow',
          at: DAWN + 3,
          value: -1e-7,
          quality: 'uncertain',
          reason: 'rate',
        }
        await put(rowsOf([good('A.flow', DAWN + 1, 123_456_789.125), bad, odd, good('B.flow', DAWN, 1e12)]))
        const { series, interval } = await history.series({
          points: ['A.flow', 'B.flow', 'C.flow'],
          from: DAWN,
          to: DAWN + 10,
        })
        expect(interval).toBe(0)
        expect(series.map(({ point, mode, rawCount }) => [point, mode, rawCount])).toEqual([
          ['A.flow', 'raw', 3],
          ['B.flow', 'raw', 1],
          ['C.flow', 'raw', 0],
        ])
        expect([...series[0]!.value]).toEqual([123_456_789.125, Number.NaN, -1e-7])
        expect([...series[0]!.quality]).toEqual([
          0,
          encodeQuality('bad', 'comm-failure'),
          encodeQuality('uncertain', 'rate'),
        ])
        expect([...series[1]!.value]).toEqual([1e12])
      })

      test('the window holds its beginning and not its end', async () => {
        await put(rowsOf([0, 1, 2].map(i => good('A.flow', DAWN + i, i))))
        expect(await course('A.flow', { from: DAWN, to: DAWN + 2 })).toEqual([
          [0, 0],
          [1, 1],
        ])
      })

      test('appending the same again changes nothing', async () => {
        const readings = [1, 2, 3].map(i => good('A.flow', DAWN + i * SECOND, i))
        for (let n = 0; n < 3; n++) await put(rowsOf(readings))
        const { series } = await history.series({ points: ['A.flow'], from: DAWN, to: DAWN + HOUR })
        expect(series[0]).toMatchObject({ rawCount: 3 })
        expect([...series[0]!.value]).toEqual([1, 2, 3])
      })

      test('a correction is a new version; as known then, the old one stands', async () => {
        await put(
          rowsOf([good('A.flow', DAWN, 10, DAWN + 1), good('A.flow', DAWN + SECOND, 11, DAWN + SECOND)]),
        )
        await put(late([good('A.flow', DAWN, 20, DAWN + 10 * MINUTE)]))
        await put(late([good('A.flow', DAWN, 30, DAWN + 20 * MINUTE)]))
        expect(await course('A.flow')).toEqual([
          [0, 30],
          [SECOND, 11],
        ])
        expect(await course('A.flow', { asKnownAt: DAWN + 15 * MINUTE })).toEqual([
          [0, 20],
          [SECOND, 11],
        ])
        expect(await course('A.flow', { asKnownAt: DAWN + 5 * MINUTE })).toEqual([
          [0, 10],
          [SECOND, 11],
        ])
        expect(await course('A.flow', { asKnownAt: DAWN })).toEqual([])
      })

      test('any order in gives the same history', async () => {
        const readings = Array.from({ length: 40 }, (_, i) =>
          good('A.flow', DAWN + i * SECOND, i, DAWN + HOUR + i),
        )
        const shuffled = readings.map((_, i) => readings[(i * 17) % 40]!)
        for (let i = 0; i < 40; i += 5) await put(rowsOf(shuffled.slice(i, i + 5)))
        expect(await course('A.flow')).toEqual(readings.map((_, i) => [i * SECOND, i]))
        const streamed: Reading[] = []
        for await (const block of history.readings(DAWN, DAWN + HOUR)) streamed.push(...block)
        expect(streamed.map(({ at, value }) => [at, value])).toEqual(
          readings.map(({ at, value }) => [at, value]),
        )
      })

      test('a reduction keeps first, lowest, highest and last of each interval, and a 2-second spike', async () => {
        const readings = Array.from({ length: 3600 }, (_, i) =>
          good('A.flow', DAWN + i * SECOND, i === 1801 || i === 1802 ? 99 : Math.sin(i / 600)),
        )
        await put(rowsOf(readings))
        const { interval, series } = await history.series({
          points: ['A.flow'],
          from: DAWN,
          to: DAWN + HOUR,
          px: 60,
        })
        expect(interval).toBe(MINUTE)
        const [answer] = series
        expect(answer).toMatchObject({ mode: 'm4', rawCount: 3600 })
        const buckets = new Map<number, { at: number; value: number }[]>()
        for (const [i, at] of answer!.at.entries()) {
          const bucket = Math.floor(at / MINUTE)
          buckets.set(bucket, [...(buckets.get(bucket) ?? []), { at, value: answer!.value[i]! }])
        }
        expect(buckets.size).toBe(60)
        for (const [bucket, got] of buckets) {
          const all = readings
            .filter(({ at }) => Math.floor(at / MINUTE) === bucket)
            .map(({ value }) => value!)
          expect(got[0]!.value).toBe(all[0])
          expect(got.at(-1)!.value).toBe(all.at(-1))
          expect(Math.min(...got.map(({ value }) => value))).toBe(Math.min(...all))
          expect(Math.max(...got.map(({ value }) => value))).toBe(Math.max(...all))
          expect(got.length).toBeLessThanOrEqual(5)
        }
        expect([...answer!.at]).toEqual([...answer!.at].sort((a, b) => a - b))
      })

      test('a reduction shows corrected values only, and bad stretches', async () => {
        const readings = Array.from({ length: 600 }, (_, i) => good('A.flow', DAWN + i * SECOND, 5))
        readings[300] = { ...readings[300]!, value: null, quality: 'bad', reason: 'sensor-failure' }
        readings[400] = { ...readings[400]!, value: 1000 }
        await put(rowsOf(readings))
        await put(late([good('A.flow', DAWN + 400 * SECOND, 6, DAWN + HOUR)]))
        const { series } = await history.series({
          points: ['A.flow'],
          from: DAWN,
          to: DAWN + 10 * MINUTE,
          px: 10,
        })
        expect(series[0]).toMatchObject({ mode: 'm4', rawCount: 600 })
        expect(Math.max(...[...series[0]!.value].filter(value => !Number.isNaN(value)))).toBe(6)
        const worst = series[0]!.quality.indexOf(encodeQuality('bad', 'sensor-failure'))
        expect(series[0]!.at[worst]).toBe(DAWN + 300 * SECOND)
        expect(series[0]!.value[worst]).toBeNaN()
      })

      test('latest is the newest that came in time', async () => {
        await put(
          rowsOf([good('A.flow', DAWN, 1), good('A.flow', DAWN + SECOND, 2), good('B.flow', DAWN, 3)]),
        )
        await put(
          late([
            good('A.flow', DAWN - HOUR, 0, DAWN),
            { ...good('B.flow', DAWN + 9 * HOUR, 9, DAWN), quality: 'uncertain', reason: 'clock-ahead' },
          ]),
        )
        const latest = await history.latest()
        expect(latest.sort((a, b) => (a[0] < b[0] ? -1 : 1))).toEqual([
          ['A.flow', DAWN + SECOND, 2, 0],
          ['B.flow', DAWN, 3, 0],
        ])
      })

      test('reading through goes in device time over all points, or over those named', async () => {
        const times = Array.from({ length: 300 }, (_, i) => DAWN + i * MINUTE)
        await put(rowsOf(times.flatMap(at => [good('A.flow', at, 1), good('B.flow', at + 1, 2)])))
        const read = async (points?: string[]) => {
          const all: Reading[] = []
          for await (const block of history.readings(DAWN, DAWN + 6 * HOUR, points)) all.push(...block)
          return all
        }
        const all = await read()
        expect(all).toHaveLength(600)
        expect(all.map(({ at }) => at)).toEqual(times.flatMap(at => [at, at + 1]))
        expect((await read(['B.flow'])).map(({ point }) => point)).toEqual(times.map(() => 'B.flow'))
        expect(await read(['C.flow'])).toEqual([])
      })

      test('summaries count, average and bound each interval, late and corrected readings in', async () => {
        const bad: Reading = {
          point: 'A.flow',
          at: DAWN + 61_000,
          value: null,
          quality: 'bad',
          reason: 'comm-failure',
        }
        await put(
          rowsOf([
            good('A.flow', DAWN, 10),
            good('A.flow', DAWN + 30_000, 20),
            good('A.flow', DAWN + 60_000, 5),
            bad,
          ]),
        )
        await put(rowsOf([good('B.flow', DAWN + 59_999, 7), good('C.flow', DAWN, 1)]))
        await put(
          late([
            good('A.flow', DAWN + 30_000, 40, DAWN + HOUR),
            good('A.flow', DAWN + 10_000, 4, DAWN + HOUR),
          ]),
        )
        const summaries = await history.summaries({
          points: ['A.flow', 'B.flow'],
          from: DAWN,
          to: DAWN + HOUR,
          width: MINUTE,
        })
        const rows = Array.from({ length: summaries.length }, (_, i) => [
          summaries.names[summaries.point[i]!],
          (summaries.at[i]! - DAWN) / MINUTE,
          ...[summaries.count, summaries.good, summaries.mean, summaries.min, summaries.max].map(
            column => column[i],
          ),
        ])
        expect(rows).toEqual([
          ['A.flow', 0, 3, 3, 18, 4, 40],
          ['A.flow', 1, 2, 1, 5, 5, 5],
          ['B.flow', 0, 1, 1, 7, 7, 7],
        ])
        const all = await history.summaries({ from: DAWN, to: DAWN + HOUR, width: HOUR })
        expect(new Set(Array.from(all.point, point => all.names[point]))).toEqual(
          new Set(['A.flow', 'B.flow', 'C.flow']),
        )
      })

      test('the states at a moment are the last readings before it, as known then', async () => {
        await put(
          rowsOf([good('A.flow', DAWN, 1), good('A.flow', DAWN + MINUTE, 2), good('B.flow', DAWN - HOUR, 3)]),
        )
        await put(late([good('A.flow', DAWN + 30_000, 9, DAWN + HOUR)]))
        const states = async (at: number, asKnownAt?: number) =>
          (await history.states(at, 30 * MINUTE, asKnownAt)).map(([point, t, value]) => [
            point,
            t - DAWN,
            value,
          ])
        expect(await states(DAWN + 45_000)).toEqual([['A.flow', 30_000, 9]])
        expect(await states(DAWN + 45_000, DAWN + MINUTE)).toEqual([['A.flow', 0, 1]])
        expect(await states(DAWN)).toEqual([])
        expect(await states(DAWN - 31 * MINUTE)).toEqual([['B.flow', -HOUR, 3]])
      })

      test('steps are the last reading of each interval, as a watcher of then saw it or with what came later', async () => {
        await put(
          rowsOf([1, 2, 3].map(i => good('A.flow', DAWN + i * 25_000, i)).concat(good('B.flow', DAWN, 7))),
        )
        await put(
          late([
            good('A.flow', DAWN + 50_000, 9, DAWN + HOUR),
            good('A.flow', DAWN + 130_000, 8, DAWN + HOUR),
          ]),
        )
        const steps = async (within?: number) => {
          const { length, names, point, at, value } = await history.steps(DAWN, DAWN + HOUR, MINUTE, within)
          return Array.from({ length }, (_, i) => [names[point[i]!], (at[i]! - DAWN) / MINUTE, value[i]])
        }
        expect(await steps()).toEqual([
          ['A.flow', 0, 9],
          ['A.flow', 1, 3],
          ['A.flow', 2, 8],
          ['B.flow', 0, 7],
        ])
        expect(await steps(5 * MINUTE)).toEqual([
          ['A.flow', 0, 2],
          ['A.flow', 1, 3],
          ['B.flow', 0, 7],
        ])
      })

      test('coverage counts the intervals with a good reading', async () => {
        const bad: Reading = {
          point: 'A.flow',
          at: DAWN + 5 * MINUTE,
          value: null,
          quality: 'bad',
          reason: 'comm-failure',
        }
        await put(
          rowsOf([
            good('A.flow', DAWN, 1),
            good('A.flow', DAWN + 1, 1),
            good('A.flow', DAWN + 2 * MINUTE, 1),
            bad,
          ]),
        )
        await put(late([good('A.flow', DAWN + MINUTE, 1, DAWN + HOUR)]))
        expect(await history.coverage(['A.flow', 'B.flow'], DAWN, DAWN + HOUR, MINUTE)).toEqual(
          new Map([['A.flow', 3]]),
        )
      })

      const found = (changes: Partial<Detection>): Detection => ({
        kind: 'limit-low',
        subject: 'A.pressure',
        start: DAWN,
        at: DAWN,
        active: true,
        evidence: { value: 10, limit: 14, words: "it's low" },
        ...changes,
      })

      test('detections of a period are those whose spell touches it', async () => {
        const spells = [
          found({ subject: 'over', start: DAWN - 2 * HOUR, at: DAWN - 2 * HOUR }),
          found({ subject: 'over', start: DAWN - 2 * HOUR, at: DAWN - HOUR, active: false }),
          found({ subject: 'across', start: DAWN - HOUR, at: DAWN - HOUR }),
          found({ subject: 'across', start: DAWN - HOUR, at: DAWN + 10, active: false }),
          found({ subject: 'stands', start: DAWN - HOUR, at: DAWN - HOUR }),
          found({ subject: 'later', start: DAWN + 2 * HOUR, at: DAWN + 2 * HOUR }),
        ]
        for (const spell of spells) await history.appendDetections([spell])
        const touched = await history.detections(DAWN, DAWN + HOUR)
        expect(touched.map(({ subject, active }) => [subject, active])).toEqual([
          ['across', true],
          ['stands', true],
          ['across', false],
        ])
        expect(touched[0]!.evidence).toEqual({ value: 10, limit: 14, words: "it's low" })
        const newest = await history.detections(DAWN, DAWN + HOUR, undefined, 2)
        expect(newest.map(({ subject, active }) => [subject, active])).toEqual([
          ['stands', true],
          ['across', false],
        ])
      })

      test('conditions are the newest change of each, retrospective ones apart', async () => {
        await history.appendDetections([
          found({}),
          found({ subject: 'B.pressure' }),
          found({ at: DAWN + 5, active: false }),
          // a change judged later than another but of the same instant
          found({ subject: 'B.pressure', unknown: true }),
        ])
        await history.appendDetections([found({ subject: 'B.pressure', active: false, retrospective: true })])
        const conditions = await history.conditions()
        expect(
          Object.fromEntries(conditions.map(({ subject, active, unknown }) => [subject, [active, unknown]])),
        ).toEqual({
          'A.pressure': [false, undefined],
          'B.pressure': [true, true],
        })
      })

      test('everything is there after closing and opening again', async () => {
        await put(rowsOf([good('A.flow', DAWN, 1), good('A.flow', DAWN + SECOND, 2)]))
        await put(late([good('A.flow', DAWN, 3, DAWN + MINUTE)]))
        await history.appendDetections([found({})])
        await history.close()
        history = await store.open()
        expect(await course('A.flow')).toEqual([
          [0, 3],
          [SECOND, 2],
        ])
        expect(await history.latest()).toEqual([['A.flow', DAWN + SECOND, 2, 0]])
        expect(await history.conditions()).toEqual([found({})])
        expect([upTo, undefined]).toContain(await history.position())
        await put(rowsOf([good('B.flow', DAWN, 4), good('A.flow', DAWN + 2 * SECOND, 5)]))
        expect(await course('A.flow')).toEqual([
          [0, 3],
          [SECOND, 2],
          [2 * SECOND, 5],
        ])
        expect(await course('B.flow')).toEqual([[0, 4]])
      })

      test('a question taken back is not answered', async () => {
        const [signal, to] = [AbortSignal.abort(), DAWN + SECOND]
        const questions = [
          history.series({ points: ['A.flow'], from: DAWN, to, signal }),
          history.summaries({ points: ['A.flow'], from: DAWN, to, width: SECOND, signal }),
          history.states(to, SECOND, undefined, signal),
          history.coverage(['A.flow'], DAWN, to, SECOND, signal),
          history.steps(DAWN, to, SECOND, undefined, signal),
          history.detections(DAWN, to, signal),
        ]
        for (const question of await Promise.allSettled(questions))
          expect(question).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } })
      })
    },
  )
}
