import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANSWERS, FILES } from '../../ingest/api/answers/answers.ts'
import { HOUR, MINUTE } from '../../model/time.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import { readYaml } from '../../runtime/config/yaml.ts'
import { compileValidator } from '../../runtime/http/validation.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const MIDNIGHT = Date.UTC(2026, 10, 20, 16)
const RULES =
  'limit:\n  - for: { point: J-1.pressure }\n    low: { value: 18, deadband: 1, onDelay: 1 min, offDelay: 1 min }\n'
let folder: Awaited<ReturnType<typeof aFolder>>
let town: Awaited<ReturnType<typeof runIngest>>

beforeAll(async () => {
  folder = await aFolder()
  const home = join(folder.path, 'site')
  mkdirSync(home)
  writeFileSync(join(home, 'detectors.yaml'), RULES)
  const site = aSite([
    aPoint('J-1.pressure', { period: MINUTE }),
    aPoint('P-1.flow', { period: MINUTE }),
    aPoint('AQ-1.chlorine', { period: MINUTE, position: 'end', range: [0, 5] }),
    aPoint('PS-1.pump1.running', { asset: 'PS-1', quantity: 'running', kind: 'state', period: MINUTE }),
    aPoint('PS-1.pump1.runtime', { asset: 'PS-1', quantity: 'runtime', kind: 'counter', period: MINUTE }),
  ])
  const name = { zh: '一', en: 'One' }
  site.network.zones.push({ id: 'Z1', kind: 'district', name, inlets: ['P-1'], outlets: [] })
  site.network.stations.push({
    id: 'PS-1',
    kind: 'secondary',
    name,
    node: 'N',
    at: [1, 1],
    pumps: ['PS-1-P1'],
  })
  const detectors = readYaml(join(home, 'detectors.yaml'), [] as Problem[])!
  town = await runIngest(
    { ...site, folder: home, files: { ...site.files, detectors } },
    join(folder.path, 'in'),
    { as: { id: 'chen', name: '陈', roles: ['engineer'] } },
  )
  const minutes = Array.from({ length: 36 * 60 }, (_, i) => i)
  const day = (point: string, value: (i: number) => number) =>
    town.send(course(point, MIDNIGHT, MINUTE, minutes.map(value)))
  await day('J-1.pressure', i => (i % 600 < 30 ? 12 : 30) + (i % 5) / 100)
  await day('P-1.flow', i => 50 + (i % 2) / 10)
  await day('AQ-1.chlorine', i => (i > 600 && i < 660 ? 0.02 : 0.4) + (i % 2) / 1_000)
  await day('PS-1.pump1.running', i => (i % 120 < 60 ? 1 : 0))
  await day('PS-1.pump1.runtime', i => Math.floor(i / 120) + Math.min(60, i % 120) / 60)
  await town.broker.bus.publish(town.topics.up('Z1', 'gw-1'), 'no batch', { qos: 1 })
  await town.ingest.settled()
})
afterAll(async () => {
  await town.stop()
  await folder.remove()
})

const span = `from=${MIDNIGHT}&to=${NOON}`
const days = 'from=2026-11-21&to=2026-11-22'
const sample = { id: 'sample-0001', point: 'AQ-1.chlorine', at: NOON - HOUR, value: 0.41, method: 'DPD' }
const rule = { low: { value: 15, deadband: 1, onDelay: '1 min', offDelay: '1 min' } }
const table = '测点,采样时间,结果,单位\nAQ-1.chlorine,2026-11-22 08:05,0.42,mg/L\n'
const change = async () => ({
  version: (await town.get('/detectors')).body.version,
  section: 'limit',
  for: { point: 'J-1.pressure' },
  rule,
  reason: '夏季调整',
})
const preview = { points: 'J-1.pressure', rules: { limit: [rule] } }

/** Every route, what it is asked, and the list or field of its answer that must not be empty. */
const CALLS: [
  route: string,
  path: string,
  filled: string,
  body?: object | string | (() => Promise<object>),
][] = [
  ['GET /latest', '/latest', 'values'],
  ['GET /series', `/series?points=J-1.pressure,AQ-1.chlorine&${span}&px=50`, 'series'],
  ['GET /states', `/states?at=${NOON - HOUR}&known=now`, 'values'],
  ['GET /statistics', `/statistics?points=J-1.pressure&${span}&interval=${HOUR}`, 'series'],
  ['GET /availability', '/availability?day=2026-11-21', 'points'],
  ['GET /detections', `/detections?${span}`, 'detections'],
  ['GET /night-flow', `/night-flow?zone=Z1&${days}`, 'nights'],
  ['GET /zone-balance', `/zone-balance?zone=Z1&${days}`, 'days'],
  ['GET /stations/:id/figures', `/stations/PS-1/figures?${days}`, 'pumps'],
  ['GET /compliance', `/compliance?points=AQ-1.chlorine&${days}`, 'points'],
  ['GET /limits', '/limits?points=AQ-1.chlorine,J-1.pressure', 'points'],
  ['POST /lab-samples', '/lab-samples', 'sample', sample],
  ['POST /lab-samples/import', '/lab-samples/import?name=week.csv', 'added', table],
  ['GET /lab-samples', `/lab-samples?${span}`, 'samples'],
  ['POST /lab-samples/:id/withdraw', '/lab-samples/sample-0001/withdraw', 'sample', { reason: '取错瓶' }],
  ['POST /lab-samples/backup', '/lab-samples/backup', 'bytes', {}],
  ['GET /detectors', '/detectors', 'fields'],
  ['GET /detectors/points', '/detectors/points?section=limit', 'rules'],
  ['POST /detectors/rules', '/detectors/rules', 'entry', change],
  ['GET /detectors/changes', '/detectors/changes', 'changes'],
  ['POST /detections/preview', '/detections/preview', 'present', preview],
  ['GET /ingest/health', '/ingest/health', 'gateways'],
  ['GET /quarantine', '/quarantine', 'entries'],
  ['POST /ingest/backup', '/ingest/backup', 'bytes', {}],
]

describe('the description of the API is true', () => {
  test.each(CALLS)('%s', async (route, path, filled, body) => {
    const payload = typeof body === 'function' ? await body() : body
    const answer = await town.app.inject({
      method: body === undefined ? 'GET' : 'POST',
      url: `/api/v1${path}`,
      ...(payload !== undefined && { payload }),
      ...(typeof payload === 'string' && { headers: { 'content-type': 'text/csv' } }),
    })
    expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
    const said = answer.json()
    const described = Compile(ANSWERS[route]!)
    expect(described.Errors(said)).toEqual([])
    expect(described.Check(said)).toBe(true)
    expect(described.Check({ ...said, more: 1 })).toBe(false)
    const value = said[filled]
    expect(Array.isArray(value) ? value.length : value, filled).toBeTruthy()
  })

  test.each<[route: string, path: string]>([
    ['GET /replay', `/replay?from=${MIDNIGHT}`],
    ...['csv', 'xlsx', 'parquet'].map(
      format => ['GET /export', `/export?points=J-1.pressure&${span}&format=${format}`] as [string, string],
    ),
  ])('%s %s', async (route, path) => {
    const { statusCode, headers } = await town.app.inject(`/api/v1${path}`)
    expect(statusCode).toBe(200)
    const { content } = FILES[route] as { content: object }
    expect(Object.keys(content)).toContain(String(headers['content-type']).split(';')[0])
  })

  test('every route is described with what it answers and how it refuses, and all were called', async () => {
    const app = Fastify()
    app.setValidatorCompiler(compileValidator as never)
    await app.register(swagger, { openapi: { info: { title: 'ingest', version: '1' } } })
    await app.register(town.ingest.routes!, { prefix: '/api/v1' })
    await app.ready()
    const { paths } = app.swagger() as unknown as {
      paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>
    }
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => {
        const name = `${method.toUpperCase()} ${path.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':$1')}`
        expect([name, Object.keys(responses)]).toEqual([name, ['200', '4XX', '5XX']])
        expect(responses['200']!.content, name).toBeDefined()
        expect(Object.keys(responses['4XX']!.content!)).toEqual(['application/problem+json'])
        return name
      }),
    )
    expect(described.sort()).toEqual([...CALLS.map(([route]) => route), ...Object.keys(FILES)].sort())
    await app.close()
  })
})
