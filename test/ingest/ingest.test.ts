import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeQuality } from '../../model/quality.ts'
import type { Stored } from '../../model/reading.ts'
import { SECOND } from '../../model/time.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const site = aSite([aPoint('J-1.pressure'), aPoint('J-2.pressure', { zone: 'Z2' }), aPoint('P-1.flow')])
let folder: Awaited<ReturnType<typeof aFolder>>
beforeEach(async () => {
  folder = await aFolder()
})
afterEach(() => folder.remove())

test('a batch is acknowledged, stored, latest, live and counted once however often it is sent', async () => {
  const town = await runIngest(site, folder.path)
  const stored: Stored[] = []
  await town.broker.bus.subscribe(town.topics.stored('gw-1'), ({ payload }) => {
    stored.push(JSON.parse(Buffer.from(payload).toString()))
  })
  const live: unknown[] = []
  await town.broker.bus.subscribe(town.topics.live('Z1'), ({ payload }) => {
    live.push(...JSON.parse(Buffer.from(payload).toString()).values)
  })
  const readings = course('J-1.pressure', NOON - 15 * SECOND, 5 * SECOND, [30, 31, 32])
  await town.send(readings)
  await town.send(readings, { seq: 1 })
  await town.ingest.settled()
  await town.time.advance(SECOND)

  const { body } = await town.get(`/series?points=J-1.pressure&from=${NOON - 60_000}&to=${NOON}`)
  expect(body.series[0].value).toEqual([30, 31, 32])
  expect(town.ingest.latest()).toEqual([['J-1.pressure', NOON - 5 * SECOND, 32, 0]])
  expect(live).toEqual([['J-1.pressure', NOON - 5 * SECOND, 32, 0]])
  expect(stored.at(-1)).toEqual({ spool: 's1', seq: 1 })
  const health = (await town.get('/ingest/health')).body
  expect(health.counts).toMatchObject({ messages: 2, readings: 3, 'resent-batches': 1 })
  await town.stop()
})

test('what was acknowledged is there after a restart, and the gateway is told again', async () => {
  const first = await runIngest(site, folder.path)
  await first.send(course('J-1.pressure', NOON - 5 * SECOND, 5 * SECOND, [30, 31]))
  await first.stop()
  const second = await runIngest(site, folder.path)
  await second.ingest.settled()
  const stored: Stored[] = []
  await second.broker.bus.subscribe(second.topics.stored('gw-1'), ({ payload }) => {
    stored.push(JSON.parse(Buffer.from(payload).toString()))
  })
  await second.send(course('J-1.pressure', NOON - 5 * SECOND, 5 * SECOND, [30, 31]), { seq: 1 })
  await second.ingest.settled()
  expect(stored.at(-1)).toEqual({ spool: 's1', seq: 1 })
  expect(second.ingest.latest()).toEqual([['J-1.pressure', NOON, 31, 0]])
  const { body } = await second.get(`/series?points=J-1.pressure&from=${NOON - 60_000}&to=${NOON + 1}`)
  expect(body.series[0]).toMatchObject({ value: [30, 31], rawCount: 2 })
  await second.stop()
})

test.each([
  ['not JSON', '{"gateway":', 'not-json'],
  ['another form', '{"gateway":"gw-1"}', 'not-a-batch'],
  ['too large', `"${'x'.repeat(5_000)}"`, 'too-large'],
])('%s is acknowledged, counted and can be looked at', async (_, payload, fault) => {
  const town = await runIngest(site, folder.path, { changes: { messageBytes: 4096 } })
  await town.broker.bus.publish(town.topics.up('Z1', 'gw-9'), payload, { qos: 1 })
  const { body } = await town.get('/quarantine')
  expect(body.entries).toMatchObject([{ fault, source: town.topics.up('Z1', 'gw-9'), count: 1 }])
  expect(body.entries[0].sample).toContain(payload.slice(0, 8))
  await town.stop()
})

test('readings of an unknown point are quarantined, the others of the batch are stored', async () => {
  const town = await runIngest(site, folder.path)
  await town.send([...course('J-9.pressure', NOON, 1, [1]), ...course('J-1.pressure', NOON, 1, [30])])
  await town.ingest.settled()
  expect((await town.get('/quarantine')).body.entries).toMatchObject([
    { fault: 'unknown-point', source: 'J-9.pressure' },
  ])
  expect(town.ingest.latest()).toEqual([['J-1.pressure', NOON, 30, 0]])
  await town.stop()
})

test('a device clock that runs a year ahead is marked, and never becomes latest', async () => {
  const town = await runIngest(site, folder.path)
  const ahead = NOON + 365 * 24 * 3_600 * SECOND
  await town.send(course('J-1.pressure', ahead, 1, [99]))
  await town.send(course('J-1.pressure', NOON, 1, [30]))
  await town.ingest.settled()
  expect(town.ingest.latest()).toEqual([['J-1.pressure', NOON, 30, 0]])
  const { body } = await town.get(`/series?points=J-1.pressure&from=${ahead - 1}&to=${ahead + 1}`)
  expect(body.series[0]).toMatchObject({ value: [99], quality: [encodeQuality('uncertain', 'clock-ahead')] })
  await town.stop()
})

test('late data goes to history and never becomes latest', async () => {
  const town = await runIngest(site, folder.path)
  await town.send(course('J-1.pressure', NOON, 1, [30]))
  await town.send(course('J-1.pressure', NOON - 3_600_000, 5 * SECOND, [20, 21]), { backlog: true })
  await town.ingest.settled()
  expect(town.ingest.latest()).toEqual([['J-1.pressure', NOON, 30, 0]])
  const { body } = await town.get(`/series?points=J-1.pressure&from=${NOON - 3_600_000}&to=${NOON + 1}`)
  expect(body.series[0].value).toEqual([20, 21, 30])
  await town.stop()
})

test('when a gateway dies its points are marked lost with their last value, and one reading makes them good', async () => {
  const town = await runIngest(site, folder.path)
  const state = (online: boolean) =>
    town.broker.bus.publish(
      town.topics.gateway('gw-1'),
      JSON.stringify({ gateway: 'gw-1', online, at: NOON }),
      { qos: 1, retain: true },
    )
  await state(true)
  await town.send([...course('J-1.pressure', NOON, 1, [30]), ...course('J-2.pressure', NOON, 1, [40])])
  await state(false)
  const lost = encodeQuality('bad', 'comm-failure')
  expect(town.ingest.latest()).toEqual([
    ['J-1.pressure', NOON, 30, lost],
    ['J-2.pressure', NOON, 40, lost],
  ])
  expect((await town.get('/ingest/health')).body.gateways).toMatchObject([
    { gateway: 'gw-1', online: false, points: 2 },
  ])
  await town.send(course('J-1.pressure', NOON + 5 * SECOND, 1, [31]))
  expect(town.ingest.latest()[0]).toEqual(['J-1.pressure', NOON + 5 * SECOND, 31, 0])
  await town.stop()
})
