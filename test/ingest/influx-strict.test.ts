import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { detectionLine, linesOf } from '../../ingest/history/influx/line.ts'
import { influxServer } from '../../ingest/history/influx/server.ts'
import { openInflux } from '../../ingest/history/influx/store.ts'
import { writeLines } from '../../ingest/history/influx/writer.ts'
import { rowsOf } from '../../ingest/rows.ts'
import type { Reading } from '../../model/reading.ts'
import { DAY, SECOND } from '../../model/time.ts'
import { parseLine } from './line-protocol.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'
import { strictInflux } from './strict-influx.ts'

type Strict = Awaited<ReturnType<typeof strictInflux>>
let server: Strict
const start = async (options: Parameters<typeof strictInflux>[0]) => (server = await strictInflux(options))
const write = (lines: string[]) => writeLines(influxServer({ api: 'v2', ...server }), lines)
const linesFrom = (n: number) => linesOf(rowsOf(course('A.flow', NOON, SECOND, Array(n).fill(1.5))))
afterEach(() => server?.stop())

describe('every line that is written', () => {
  test('says what was read, whatever the value', () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null))
    const point = fc.stringMatching(/^[\w.:-]{1,96}$/)
    const late = fc.integer({ min: 0, max: 400 * DAY })
    fc.assert(
      fc.property(point, value, late, (point, value, late) => {
        const reading = { point, at: NOON, value, quality: value === null ? 'bad' : 'good' } as Reading
        const [line] = linesOf(rowsOf([{ ...reading, received: NOON + late }]))
        const { tags, fields, stamp } = parseLine(line!)
        expect(tags).toEqual({ point })
        expect(fields.v === undefined ? null : Number(fields.v.text)).toEqual(
          value === null ? null : value + 0,
        )
        expect(stamp / 1_000_000n).toBe(BigInt(NOON))
      }),
    )
  })

  test('is a line for detections too, whatever is in them', () => {
    const about = { start: NOON, at: NOON, active: true, retrospective: false, n: 7 }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const body = JSON.stringify({ text, more: '"\\ ,=\n' })
        const { tags, fields } = parseLine(detectionLine({ condition: 'low/经七路, =1', body, ...about }))
        expect(tags).toEqual({ condition: 'low/经七路, =1' })
        expect(fields.body!.text.slice(1, -1).replace(/\\(["\\])/g, '$1')).toBe(body)
      }),
    )
  })

  test('is taken by a server that reads every one of them', async () => {
    const { stored, repeated, requests } = await start({ partial: true })
    expect(await write(linesFrom(12_000))).toEqual([])
    expect([stored().length, repeated(), requests()]).toEqual([12_000, 0, 3])
    expect(await write(linesFrom(12_000))).toEqual([])
    expect(stored()).toHaveLength(12_000)
  })
})

describe.each([
  ['that stores the good lines of a request with bad ones', true],
  ['that stores nothing of a request with a bad line', false],
])('a server %s', (_, partial) => {
  test.each([
    ['no field', `reading,point=A.flow ${NOON}000000`],
    ['no time', 'reading,point=A.flow v=1'],
    ['a value that is none', `reading,point=A.flow v=NaN,q=0i ${NOON}000000`],
    ['a name with a space', `reading,point=A flow v=1,q=0i ${NOON}000000`],
    ['an open string', `reading,point=A.flow v="1,q=0i ${NOON}000000`],
    ['a number beyond 64 bits', `reading,point=A.flow q=9223372036854775808i ${NOON}000000`],
    ['another type', `reading,point=B.flow v="text" ${NOON}000000`],
    ['beyond the retention', `reading,point=A.flow v=1 ${NOON - 400 * DAY}000000`],
  ])('%s: only that line is handed back, with the reason', async (_, bad) => {
    const { stored, requests } = await start({ partial, oldest: NOON - 30 * DAY })
    const good = linesFrom(1_000)
    await write([good[0]!])
    const refused = await write([...good.slice(0, 345), bad, ...good.slice(345)])
    expect(refused).toEqual([{ line: bad, reason: expect.stringMatching(/unable to parse|partial write/) }])
    expect(stored()).toHaveLength(1_000)
    expect(requests()).toBeLessThan(30)
  })

  test('more bad lines than can be looked for: none is forgotten, and the server is not asked without end', async () => {
    const { stored, requests } = await start({ partial })
    const good = linesFrom(2_000)
    const lines = good.flatMap((line, i) => (i % 2 === 0 ? [line, `bad line ${i}`] : [line]))
    const refused = await write(lines)
    const count = refused.reduce((sum, { line }) => sum + Number(/^(\d+) lines/.exec(line)?.[1] ?? 1), 0)
    expect(requests()).toBeLessThan(2 * 200 + 10)
    if (partial) expect(stored()).toHaveLength(2_000)
    else expect(stored().length + count).toBe(lines.length)
    expect(count).toBeGreaterThanOrEqual(1_000)
  })
})

test('what the store refuses is found in quarantine, and holds nothing up', async () => {
  const { stored } = await start({ partial: true })
  server.before(`reading,point=Z.flow q="another program" ${NOON}000000`)
  const folder = await aFolder()
  const town = await runIngest(aSite([aPoint('A.flow')]), folder.path, {
    history: openInflux({ api: 'v2', ...server }),
  })
  await town.send(course('A.flow', NOON - 60 * SECOND, SECOND, [1, 2, 3]))
  await town.ingest.settled()
  const { entries } = (await town.get('/quarantine')).body
  expect(entries).toMatchObject([{ fault: 'refused-by-store', source: 'influx', count: 3 }])
  expect(entries[0].detail).toContain('field type conflict: "q"')
  expect((await town.get('/ingest/health')).body).toMatchObject({ ok: true, history: { waiting: 0 } })
  expect(stored()).toHaveLength(1)
  await town.stop()
  await folder.remove()
})
