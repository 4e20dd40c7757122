import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Zone } from '../../model/network.ts'
import type { Reading } from '../../model/reading.ts'
import { decodeReplay, NOTHING_KNOWN } from '../../model/replay-chunk.ts'
import { HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const site = aSite([
  aPoint('J-1.pressure', { name: { zh: '经七路, "东"', en: 'Jingqi Rd' } }),
  aPoint('P-1.flow', { period: MINUTE }),
  aPoint('P-2.flow', { period: MINUTE }),
  aPoint('M-1.volume', { period: HOUR }),
])
const zone: Zone = {
  id: 'Z1',
  kind: 'district',
  name: { zh: '一区', en: 'One' },
  inlets: ['P-1'],
  outlets: ['P-2'],
}
site.network.zones.push(zone)

/** 2026-11-21 00:00 in Shanghai; the town then lives to NOON of the 22nd. */
const MIDNIGHT = Date.UTC(2026, 10, 20, 16)
let folder: Awaited<ReturnType<typeof aFolder>>
let town: Awaited<ReturnType<typeof runIngest>>

beforeAll(async () => {
  folder = await aFolder()
  town = await runIngest(site, join(folder.path, 'ingest'))
  const minutes = Array.from({ length: 24 * 60 }, (_, i) => i)
  // The night's lowest hour begins at 02:35 and is 20 − 5 m³/h.
  const inflow = minutes.map(i => (i >= 155 && i < 215 ? 20 : 60) + (i % 2 === 0 ? 0.1 : -0.1))
  await town.send(course('P-1.flow', MIDNIGHT, MINUTE, inflow))
  await town.send(
    course(
      'P-2.flow',
      MIDNIGHT,
      MINUTE,
      minutes.map(() => 5),
    ),
  )
  await town.send(
    course(
      'J-1.pressure',
      MIDNIGHT,
      5 * SECOND,
      minutes.slice(0, 720).map(i => 30 + (i % 10) / 10),
    ),
  )
  await town.send([
    { point: 'M-1.volume', at: MIDNIGHT, value: 100, quality: 'good' },
    { point: 'M-1.volume', at: MIDNIGHT + HOUR, value: 101.5, quality: 'good' },
    { point: 'J-1.pressure', at: MIDNIGHT + 2 * HOUR, value: null, quality: 'bad', reason: 'comm-failure' },
  ] satisfies Reading[])
  await town.ingest.settled()
})
afterAll(async () => {
  await town.stop()
  await folder.remove()
})

const span = `from=${MIDNIGHT}&to=${MIDNIGHT + 24 * HOUR}`

describe('series', () => {
  test('are reduced to what was asked, with counts and gaps', async () => {
    const { body } = await town.get(`/series?points=J-1.pressure,M-1.volume&${span}&px=100`)
    expect(body.interval).toBe(15 * MINUTE)
    const [pressure, meter] = body.series
    expect(pressure).toMatchObject({ point: 'J-1.pressure', mode: 'm4', rawCount: 721 })
    expect(pressure.at.length).toBe(pressure.value.length)
    expect(pressure.gaps).toEqual([
      [MIDNIGHT + HOUR - 5_000, MIDNIGHT + 2 * HOUR],
      [MIDNIGHT + 2 * HOUR, MIDNIGHT + 24 * HOUR],
    ])
    expect(meter).toMatchObject({ mode: 'raw', value: [100, 101.5] })
  })

  test.each<[string, string, number, string]>([
    [
      'nine series',
      `points=${Array.from({ length: 9 }, (_, i) => `P-${i}.flow`)}&${span}`,
      400,
      'too-many-series',
    ],
    ['an unknown point', `points=J-9.flow&${span}`, 404, 'unknown-point'],
    ['no time', 'points=P-1.flow&from=yesterday&to=1', 400, 'bad-time'],
    ['a time without a zone', 'points=P-1.flow&from=2026-11-22T00:00&to=1', 400, 'bad-time'],
    ['an end before its beginning', 'points=P-1.flow&from=2&to=1', 400, 'bad-span'],
    ['too many pixels', `points=P-1.flow&${span}&px=100000`, 400, 'invalid'],
    ['nothing', '', 400, 'invalid'],
  ])('%s is refused with a code', async (_, query, status, code) => {
    expect(await town.get(`/series?${query}`)).toMatchObject({ status, body: { code } })
  })

  test('times are told as ISO 8601 too', async () => {
    const { body } = await town.get(
      '/series?points=M-1.volume&from=2026-11-21T00:30:00%2B08:00&to=2026-11-21T01:30:00%2B08:00',
    )
    expect(body.series[0].value).toEqual([101.5])
  })
})

test('statistics are counts, means and extremes of intervals', async () => {
  const { body } = await town.get(`/statistics?points=P-1.flow,M-1.volume&${span}&interval=${HOUR}`)
  const [meter, flow] = body.series.sort((a: { point: string }, b: { point: string }) =>
    a.point < b.point ? -1 : 1,
  )
  expect(flow.at).toHaveLength(24)
  expect([flow.count[2], flow.min[2], flow.max[2]]).toEqual([60, 19.9, 60.1])
  expect(flow.mean[2]).toBeCloseTo((35 * 60 + 25 * 20) / 60)
  expect(meter).toMatchObject({ count: [1, 1], mean: [100, 101.5] })
  const { status, body: refusal } = await town.get(
    `/statistics?points=P-1.flow&from=0&to=${NOON}&interval=${MINUTE}`,
  )
  expect([status, refusal.code]).toEqual([400, 'too-much'])
})

test('night flow is the lowest hour of the net inflow', async () => {
  const { body } = await town.get('/night-flow?zone=Z1&from=2026-11-21&to=2026-11-22')
  expect(body.nights).toMatchObject([
    { day: '2026-11-21', flow: expect.closeTo(15, 6), at: MIDNIGHT + 155 * MINUTE, known: 1 },
    { day: '2026-11-22', flow: null, at: null },
  ])
  expect(await town.get('/night-flow?zone=Z9&from=2026-11-21&to=2026-11-21')).toMatchObject({ status: 404 })
})

test('availability is the share of the day with good readings', async () => {
  const { body } = await town.get('/availability?day=2026-11-21')
  const shares = Object.fromEntries(
    body.points.map(({ point, share }: { point: string; share: number }) => [point, share]),
  )
  expect(shares['P-1.flow']).toBe(1)
  expect(shares['J-1.pressure']).toBeCloseTo(1 / 24)
  expect(shares['M-1.volume']).toBeCloseTo(1 / 8)
})

test('states of a moment', async () => {
  const { body } = await town.get(`/states?at=${MIDNIGHT + 90 * MINUTE}&known=now`)
  expect(body.values.find(([point]: [string]) => point === 'M-1.volume')).toEqual([
    'M-1.volume',
    MIDNIGHT + HOUR,
    101.5,
    0,
  ])
  // Everything was received long after it was measured: nothing of it was known then.
  const then = await town.get(`/states?at=${MIDNIGHT + 90 * MINUTE}`)
  expect(then.body.values).toEqual([])
})

describe('replay', () => {
  const chunk = async (query: string) => {
    const { statusCode, rawPayload, headers } = await town.app.inject(`/api/v1/replay?${query}`)
    return { statusCode, headers, chunk: () => decodeReplay(gunzipSync(rawPayload)) }
  }

  test('an hour at a minute: values stand until they are too old', async () => {
    const answer = await chunk(`from=${MIDNIGHT}&known=now`)
    const { points, steps, values, codes } = answer.chunk()
    const row = (point: string) => points.indexOf(point) * steps
    expect(steps).toBe(60)
    expect(values[row('P-1.flow')]).toBe(60.1)
    expect(codes[row('M-1.volume') + 59]).toBe(0)
    expect(values[row('M-1.volume') + 59]).toBe(100)
    const later = (await chunk(`from=${MIDNIGHT + 2 * HOUR}&known=now`)).chunk()
    expect(later.codes[row('J-1.pressure')]).toBe(129)
    expect(later.values[row('J-1.pressure')]).toBeNaN()
    expect(later.codes[row('J-1.pressure') + 1]).toBe(NOTHING_KNOWN)
  })

  test('as it was known then it is for ever, and says so', async () => {
    const then = await chunk(`from=${MIDNIGHT}`)
    expect(then.headers['cache-control']).toContain('immutable')
    expect(new Set(then.chunk().codes)).toEqual(new Set([NOTHING_KNOWN]))
    const now = await chunk(`from=${MIDNIGHT}&known=now`)
    expect(now.headers['cache-control']).toContain('no-cache')
    const again = await town.app.inject({
      url: `/api/v1/replay?from=${MIDNIGHT}&known=now`,
      headers: { 'if-none-match': String(now.headers.etag) },
    })
    expect(again.statusCode).toBe(304)
  })

  test('a finer or coarser step is asked for in words of the address; others are refused', async () => {
    const fine = await chunk(`from=${MIDNIGHT}&known=now&step=10000`)
    expect(fine.statusCode).toBe(200)
    expect(fine.chunk()).toMatchObject({ step: 10_000, steps: 60 })
    expect((await chunk(`from=${MIDNIGHT}&step=7`)).statusCode).toBe(400)
  })

  test('a chunk begins at a multiple of its length', async () => {
    expect((await chunk(`from=${MIDNIGHT + MINUTE}`)).statusCode).toBe(400)
  })
})

describe('export', () => {
  const file = async (query: string) => {
    const { statusCode, rawPayload, headers } = await town.app.inject(
      `/api/v1/export?points=J-1.pressure,M-1.volume&${span}&${query}`,
    )
    return { statusCode, bytes: rawPayload, headers }
  }

  test('CSV says what it is, in the wanted zone and unit', async () => {
    const { bytes, headers } = await file('format=csv&units=MPa')
    expect(headers['content-disposition']).toContain('test-2026-11-20.csv')
    const text = bytes.toString('utf8')
    expect(text).toContain('# time zone: Asia/Shanghai')
    const rows = parse(text, { bom: true, columns: true, comment: '#', comment_no_infix: true }) as Record<
      string,
      string
    >[]
    expect(rows).toHaveLength(723)
    expect(rows[0]).toMatchObject({
      time: '2026-11-21T00:00:00.000+08:00',
      point: 'J-1.pressure',
      name: '经七路, "东"',
      unit: 'MPa',
      quality: 'good',
    })
    expect(Number(rows[0]!.value)).toBeCloseTo(30 / 101.971621, 9)
    expect(rows.find(({ reason }) => reason === 'comm-failure')).toMatchObject({ value: '', quality: 'bad' })
    expect(rows.find(({ point }) => point === 'M-1.volume')).toMatchObject({ unit: 'm3', value: '100' })
  })

  test('XLSX opens in another program and has the numbers', async () => {
    const { bytes } = await file('format=xlsx')
    const path = join(folder.path, 'export.xlsx')
    writeFileSync(path, bytes)
    const script = `
import sys, zipfile, xml.etree.ElementTree as E
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
for n in z.namelist(): E.fromstring(z.read(n))
ns = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
rows = E.fromstring(z.read('xl/worksheets/sheet1.xml')).findall('.//m:row', ns)
print(len(rows)); print([''.join(c.itertext()) for c in rows[1]])`
    const { stdout, stderr } = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' })
    expect(stderr).toBe('')
    const [count, first] = stdout.trim().split('\n')
    expect(count).toBe('724')
    expect(first).toContain(
      "'2026-11-21T00:00:00.000+08:00', 'J-1.pressure', '经七路, \"东\"', 'pressure', '30', 'm', 'good'",
    )
  })

  test('Parquet holds times, numbers and the question', async () => {
    const { bytes } = await file('format=parquet')
    const path = join(folder.path, 'export.parquet')
    writeFileSync(path, bytes)
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS()
    expect(
      await read(`SELECT count(*)::INT, min(epoch_ms(time))::DOUBLE, count(value)::INT FROM '${path}'`),
    ).toEqual([[723, MIDNIGHT, 722]])
    const about = await read(
      `SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('${path}') WHERE key = 'time zone'`,
    )
    expect(about).toEqual([['time zone', 'Asia/Shanghai']])
    connection.closeSync()
  })

  test.each([
    ['units=furlong', 400],
    ['timeZone=Mars/Base', 400],
    ['format=pdf', 400],
  ])('%s is refused', async (query, status) => {
    expect((await file(query)).statusCode).toBe(status)
  })
})

test('every route says what right it needs', async () => {
  expect(town.app.hasRoute({ method: 'GET', url: '/api/v1/export' })).toBe(true)
  const rights = new Map<string, unknown>()
  const { default: Fastify } = await import('fastify')
  const app = Fastify()
  app.addHook('onRoute', ({ url, config }) => {
    rights.set(url, config?.right)
  })
  await app.register(town.ingest.routes!, { prefix: '/api/v1' })
  expect(rights.get('/api/v1/export')).toBe('history.export')
  expect([...rights.values()].every(right => right !== undefined)).toBe(true)
  await app.close()
})
