import { afterEach, describe, expect, test } from 'vitest'
import { aPoint, gatewayOf, NOON, runGateway } from './running.ts'
import { ownAddress, type WireServer, wireServer } from './wire-server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const POINTS = [
  aPoint('PS-1.pressure', { period: 60_000 }),
  aPoint('PS-1.flow', { period: 60_000, deadband: 0.5 }),
]

async function start(endpoint: string, extra: object = {}, options: object = {}) {
  const running = await runGateway({
    points: POINTS,
    config: gatewayOf({
      lines: [
        {
          id: 'line-1',
          tcp: endpoint,
          timeout: 5_000,
          devices: [
            {
              id: 'PS-1.booster',
              unit: 3,
              profile: 'grundfos-cim-booster',
              period: 10,
              points: { outletPressure: 'PS-1.pressure', flow: 'PS-1.flow' },
            },
          ],
          ...extra,
        },
      ],
    }),
    ...options,
  })
  ends.push(() => running.stop())
  return running
}

async function device(answer: Parameters<typeof wireServer>[0]): Promise<WireServer> {
  const wire = await wireServer(answer)
  ends.push(() => wire.stop())
  return wire
}

describe('a gateway', () => {
  test('polls a device on time, converts to SI and sends what it read', async () => {
    const wire = await device(ownAddress)
    const running = await start(wire.endpoint)
    await running.time.advance(11_000)
    // Register 340 (wire 339) holds 339: 0.339 bar; register 302 (wire 301) holds 301: 30.1 m³/h.
    expect(running.latest('PS-1.pressure')).toMatchObject({
      value: expect.closeTo(3.457, 3),
      quality: 'good',
    })
    expect(running.latest('PS-1.flow')).toMatchObject({ value: expect.closeTo(30.1, 6), quality: 'good' })
    expect(running.latest('PS-1.flow')!.at).toBeGreaterThan(NOON)
    expect(wire.requests[0]).toMatchObject({ unit: 3, fc: 3, start: 301, count: 39 })
    expect(running.batches[0]).toMatchObject({ gateway: 'gw-1', seq: 1, oldest: 1, backlog: false })
  })

  test('reports by exception: unchanged values only with the heartbeat, changes beyond the deadband at once', async () => {
    let flow = 300
    const wire = await device(({ start, count }) => ({
      registers: Array.from({ length: count }, (_, i) => (start + i === 301 ? flow : 0)),
    }))
    const running = await start(wire.endpoint)
    const flows = () =>
      running.readings.filter(reading => reading.point === 'PS-1.flow').map(({ value }) => value)
    await running.time.advance(31_000)
    expect(flows()).toEqual([30])
    flow = 304
    await running.time.advance(10_000)
    expect(flows()).toEqual([30])
    flow = 306
    await running.time.advance(10_000)
    expect(flows()).toEqual([30, 30.6])
    await running.time.advance(60_000)
    expect(flows()).toEqual([30, 30.6, 30.6])
  })

  test('a lost device: each point once bad/comm-failure, no value, never the old value again; then it comes back', async () => {
    const wire = await device(ownAddress)
    const running = await start(wire.endpoint, { timeout: 150 })
    await running.time.advance(11_000)
    const before = running.readings.length
    wire.behave(() => 'nothing')
    await running.time.advance(300_000)
    const lost = running.readings.slice(before)
    expect(lost.map(({ point, value, quality, reason }) => [point, value, quality, reason])).toEqual([
      ['PS-1.pressure', null, 'bad', 'comm-failure'],
      ['PS-1.flow', null, 'bad', 'comm-failure'],
    ])
    expect(running.state).toMatchObject({
      online: true,
      lines: [{ id: 'line-1', status: 'down', cause: 'silent' }],
      devices: [{ id: 'PS-1.booster', status: 'failed', cause: 'silent' }],
    })
    wire.behave(ownAddress)
    await running.time.advance(75_000)
    expect(running.latest('PS-1.flow')).toMatchObject({ quality: 'good', value: expect.closeTo(30.1, 6) })
    expect(running.state).toMatchObject({ lines: [{ status: 'up' }], devices: [{ status: 'good' }] })
  })

  test('nobody listens: the line is down with its cause and is tried for ever', async () => {
    const wire = await device(ownAddress)
    await wire.stop()
    const running = await start(wire.endpoint)
    await running.time.advance(600_000)
    expect(running.readings).toHaveLength(2)
    expect(running.state).toMatchObject({
      lines: [{ status: 'down', cause: 'refused' }],
      devices: [{ cause: 'refused' }],
    })
    await wire.start()
    await running.time.advance(60_000)
    expect(running.latest('PS-1.flow')).toMatchObject({ quality: 'good' })
  })

  test('an orderly stop says offline', async () => {
    const wire = await device(ownAddress)
    const running = await start(wire.endpoint)
    await running.time.advance(11_000)
    await running.stopGateway()
    expect(running.state).toMatchObject({ gateway: 'gw-1', online: false })
  })
})
