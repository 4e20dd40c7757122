import { afterEach, describe, expect, test } from 'vitest'
import { aPoint, aSite, gatewayOf, runGateway } from './running.ts'
import { ownAddress, type WireServer, wireServer } from './wire-server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const POINTS = [1, 2, 3].map(unit => aPoint(`D-${unit}.flow`))
const device = (unit: number, extra: object = {}) => ({
  id: `D-${unit}`,
  unit,
  profile: 'grundfos-cim-booster',
  period: 10,
  points: { flow: `D-${unit}.flow` },
  ...extra,
})

async function running(wire: WireServer, devices: object[]) {
  const config = (list: object[], line: object = {}) =>
    gatewayOf({ lines: [{ id: 'line-1', tcp: wire.endpoint, timeout: 5_000, ...line, devices: list }] })
  const gateway = await runGateway({ points: POINTS, config: config(devices) })
  ends.push(() => gateway.stop())
  return { ...gateway, config, running: gateway }
}

describe('a changed devices file', () => {
  test('unchanged devices keep their turns, their connection and their health; only the rest changes', async () => {
    const wire = await wireServer(ownAddress)
    ends.push(() => wire.stop())
    const here = await running(wire, [device(1), device(2)])
    await here.time.advance(60_000)
    const before = wire.requests.filter(({ unit }) => unit === 1).length
    const report = await here.gateway.reload(
      here.config([device(1), device(2, { period: 5 }), device(3)]),
      aSite(POINTS),
    )
    expect(report).toEqual({ kept: ['D-1'], changed: ['D-2'], added: ['D-3'], removed: [] })
    await here.time.advance(60_000)
    expect(wire.requests.filter(({ unit }) => unit === 1)).toHaveLength(before + 6)
    expect(wire.requests.filter(({ unit }) => unit === 3).length).toBeGreaterThanOrEqual(5)
    expect(wire.connections).toBe(1)
    expect(here.running.gatewayState().devices).toMatchObject([
      { id: 'D-1', polls: before + 6 },
      { id: 'D-2', status: 'good' },
      { id: 'D-3', status: 'good' },
    ])
  })

  test('a removed device is asked no more; a removed line’s connection is closed', async () => {
    const wire = await wireServer(ownAddress)
    ends.push(() => wire.stop())
    const here = await running(wire, [device(1), device(2)])
    await here.time.advance(30_000)
    await here.gateway.reload(here.config([device(1)]), aSite(POINTS))
    const before = wire.requests.filter(({ unit }) => unit === 2).length
    await here.time.advance(60_000)
    expect(wire.requests.filter(({ unit }) => unit === 2)).toHaveLength(before)
    const report = await here.gateway.reload(gatewayOf({ lines: [] }), aSite(POINTS))
    expect(report.removed).toEqual(['D-1'])
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(wire.open).toBe(0)
  })

  test('a line whose settings changed is opened anew, its devices keep what was known of them', async () => {
    const wire = await wireServer(ownAddress)
    ends.push(() => wire.stop())
    const here = await running(wire, [device(1)])
    await here.time.advance(30_000)
    const { polls } = here.running.gatewayState().devices![0]!
    await here.gateway.reload(here.config([device(1)], { retries: 3 }), aSite(POINTS))
    await here.time.advance(30_000)
    expect(wire.connections).toBe(2)
    expect(here.running.gatewayState().devices![0]!.polls).toBe(polls + 3)
  })

  test('twice in a hurry is once after the other: nothing is polled twice', async () => {
    const wire = await wireServer(ownAddress)
    ends.push(() => wire.stop())
    const here = await running(wire, [device(1)])
    await here.time.advance(30_000)
    const changed = (timeout: number) =>
      here.gateway.reload(
        here.config([device(1, { timeout }), device(2, { timeout })], { timeout }),
        aSite(POINTS),
      )
    await Promise.all([changed(2_000), changed(3_000), changed(4_000)])
    await here.time.advance(10_000)
    const before = wire.requests.length
    await here.time.advance(60_000)
    expect(wire.requests.length - before).toBe(12)
    expect(wire.open).toBe(1)
  })

  test.each([
    ['another zone', { zone: 'Z9' }],
    ['another spool size', { spool: { maxMegabytes: 9, maxHours: 1 } }],
  ])('%s needs a restart, and nothing has changed', async (_what, change) => {
    const wire = await wireServer(ownAddress)
    ends.push(() => wire.stop())
    const here = await running(wire, [device(1)])
    const changed = { ...here.config([device(2)]), ...change }
    await expect(here.gateway.reload(changed, aSite(POINTS))).rejects.toMatchObject({
      code: 'restart-needed',
    })
    await here.time.advance(30_000)
    expect(new Set(wire.requests.map(({ unit }) => unit))).toEqual(new Set([1]))
  })
})
