import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../model/time.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const site = aSite([
  aPoint('AQ-1.chlorine', { period: MINUTE }),
  aPoint('AQ-1.conductivity', { period: MINUTE }),
  aPoint('PT-1.pressure', { period: MINUTE }),
])
let folder: Awaited<ReturnType<typeof aFolder>>
let town: Awaited<ReturnType<typeof runIngest>>

beforeAll(async () => {
  folder = await aFolder()
  town = await runIngest(site, join(folder.path, 'ingest'))
  const minutes = Array.from({ length: 180 }, (_, i) => 0.5 + (i % 2) * 0.01)
  await town.send(course('AQ-1.chlorine', NOON - 3 * HOUR, MINUTE, minutes))
  await town.ingest.settled()
})
afterAll(async () => {
  await town.stop()
  await folder.remove()
})

const post = async (path: string, payload: unknown, type = 'application/json') => {
  const { statusCode, body } = await town.app.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    headers: { 'content-type': type },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
  return { status: statusCode, body: JSON.parse(body) }
}
const csv = (text: string) => post('/lab-samples/import?name=week.csv', text, 'text/csv')
const list = async (from = NOON - 24 * HOUR) =>
  (await town.get(`/lab-samples?from=${from}&to=${NOON + 1}`)).body.samples

describe('a laboratory value', () => {
  test('stands at the time the water was taken, not when it was entered, beside what the analyser said', async () => {
    const taken = NOON - 2 * HOUR
    const { body } = await post('/lab-samples', {
      id: 'sample-0001',
      point: 'AQ-1.chlorine',
      at: taken,
      value: 0.45,
    })
    expect(body.sample).toMatchObject({ at: taken, entered: NOON, agrees: true, online: { at: taken } })
    expect(body.sample.difference).toBeCloseTo(0.05, 6)
  })

  test('far from the analyser’s says so', async () => {
    const { body } = await post('/lab-samples', {
      id: 'sample-0002',
      point: 'AQ-1.chlorine',
      at: NOON - HOUR,
      value: 0.2,
    })
    expect(body.sample).toMatchObject({ agrees: false, allowed: 0.1 })
  })

  test('sent again it changes nothing; another value of the same water is refused', async () => {
    const again = { id: 'sample-0001', point: 'AQ-1.chlorine', at: NOON - 2 * HOUR, value: 0.45 }
    expect((await post('/lab-samples', again)).body.repeated).toBe(true)
    expect(await post('/lab-samples', { ...again, id: 'sample-0003', value: 0.7 })).toMatchObject({
      status: 409,
      body: { code: 'sample-conflict' },
    })
    expect(await list()).toHaveLength(2)
  })

  test.each<[string, object]>([
    ['of a point that is not there', { point: 'AQ-9.chlorine' }],
    ['of a pressure', { point: 'PT-1.pressure' }],
    ['that cannot be', { value: 400 }],
    ['of water that will be taken tomorrow', { at: NOON + 24 * HOUR }],
  ])('%s is refused', async (_, wrong) => {
    const sample = { id: 'sample-0009', point: 'AQ-1.chlorine', at: NOON - 5 * HOUR, value: 0.4, ...wrong }
    expect(await post('/lab-samples', sample)).toMatchObject({ status: 400, body: { code: 'bad-sample' } })
  })

  test('a mistake is withdrawn with a reason; who and when stay, and the right value can be entered', async () => {
    expect(await post('/lab-samples/sample-0002/withdraw', {})).toMatchObject({ status: 400 })
    await post('/lab-samples/sample-0002/withdraw', { reason: 'read off wrong' })
    const [, second] = await list()
    expect(second).toMatchObject({ id: 'sample-0002', withdrawn: { at: NOON, reason: 'read off wrong' } })
    expect(
      await post('/lab-samples', {
        id: 'sample-0004',
        point: 'AQ-1.chlorine',
        at: NOON - HOUR,
        value: 0.48,
      }),
    ).toMatchObject({ status: 200, body: { repeated: false } })
  })
})

describe('a table of samples', () => {
  test('every mistake is told with its line, and nothing is entered', async () => {
    const before = (await list()).length
    const { status, body } = await csv(
      [
        'point,sampled_at,value,unit',
        'AQ-1.chlorine,2026-11-22 08:00,0.44,mg/L',
        'AQ-9.chlorine,2026-11-22 08:00,0.44,mg/L',
        'AQ-1.chlorine,yesterday,0.44,mg/L',
        'AQ-1.chlorine,2026-11-22 08:10,much,mg/L',
        'AQ-1.chlorine,2026-11-22 08:20,0.4,MPa',
        'AQ-1.chlorine,2026-11-22 08:00,0.5,mg/L',
        'AQ-1.chlorine,2026-12-22 08:00,0.5,mg/L',
      ].join('\n'),
    )
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'bad-table', count: 6 })
    expect(
      body.problems.map(({ line, field }: { line: number; field: string }) => `${line} ${field}`),
    ).toEqual(['3 point', '4 sampled_at', '5 value', '6 unit', '7 sampled_at', '8 sampled_at'])
    expect(await list()).toHaveLength(before)
  })

  test('times are the site’s, units are converted, Chinese headings are read; once more changes nothing', async () => {
    const text =
      '测点,采样时间,结果,单位,编号\nAQ-1.conductivity,2026/11/22 8:05,0.61,mS/cm,L-17\nAQ-1.chlorine,2026-11-22 08:05,0.44,,\n'
    expect((await csv(text)).body).toEqual({ added: 2, known: 0 })
    expect((await csv(text)).body).toEqual({ added: 0, known: 2 })
    const found = (await list()).find(({ number }: { number?: string }) => number === 'L-17')
    expect(found).toMatchObject({ at: Date.UTC(2026, 10, 22, 0, 5), value: 610, online: null, agrees: null })
  })

  test('a column that is not there is told', async () => {
    const { body } = await csv('place,time\na,b\n')
    expect(body.problems.length).toBeGreaterThan(2)
  })
})

test('samples outlive a restart, and are backed up', async () => {
  const before = await list()
  const copy = await post('/lab-samples/backup', {})
  expect(copy.body.bytes).toBeGreaterThan(1_000)
  await town.stop()
  town = await runIngest(site, join(folder.path, 'ingest'))
  expect(await list()).toEqual(before)
})
