import { afterEach, expect, test } from 'vitest'
import { HOUR } from '../../model/time.ts'
import { aPoint, gatewayOf, NOON, runGateway } from './running.ts'
import { ownAddress, wireServer } from './wire-server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

test('the broker is gone for 13 hours: polling never stops or slows, and not one reading is lost', async () => {
  const wire = await wireServer(({ start, count, number }) => ({
    registers: Array.from({ length: count }, (_, i) => (start + i === 301 ? number : 0)),
  }))
  ends.push(() => wire.stop())
  const running = await runGateway({
    points: [aPoint('PS-1.flow')],
    config: gatewayOf({
      lines: [
        {
          id: 'line-1',
          tcp: wire.endpoint,
          devices: [
            { id: 'PS-1', profile: 'grundfos-cim-booster', period: 30, points: { flow: 'PS-1.flow' } },
          ],
        },
      ],
    }),
  })
  ends.push(() => running.stop())
  const polls = async (span: number) => {
    const before = wire.requests.length
    await running.time.advance(span)
    return wire.requests.length - before
  }
  const usual = await polls(HOUR)
  running.bus.cut()
  const without = await polls(13 * HOUR)
  expect(without).toBe(13 * usual)
  running.bus.mend()
  await running.time.advance(HOUR)
  const flows = running.readings
  const values = new Set(flows.map(({ value }) => Math.round(value! * 10)))
  for (let number = 1; number <= wire.requests.length - 2; number++) expect(values.has(number)).toBe(true)
  // Each keeps the time of its poll, and only what waited is marked as backlog.
  const times = flows.map(({ at }) => at).sort((a, b) => a - b)
  for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBe(30_000)
  const backlog = running.batches
    .filter(batch => batch.backlog)
    .flatMap(batch => batch.readings.map(row => row[1]))
  expect(Math.min(...backlog)).toBeGreaterThanOrEqual(NOON + HOUR - 31_000)
  expect(Math.max(...backlog)).toBeLessThan(NOON + 14 * HOUR + 31_000)
  expect(backlog.length).toBeGreaterThanOrEqual(13 * 120)
}, 60_000)

test('an hour on the line with a dead neighbour: the live device keeps its turns', async () => {
  const wire = await wireServer(request => (request.unit === 9 ? 'nothing' : ownAddress(request)))
  ends.push(() => wire.stop())
  const device = (unit: number) => ({
    id: `D-${unit}`,
    unit,
    profile: 'grundfos-cim-booster',
    period: 10,
    points: { flow: `D-${unit}.flow` },
  })
  const running = await runGateway({
    points: [1, 9].map(unit => aPoint(`D-${unit}.flow`)),
    config: gatewayOf({
      lines: [
        {
          id: 'line-1',
          tcp: wire.endpoint,
          timeout: 5_000,
          devices: [device(1), { ...device(9), timeout: 40 }],
        },
      ],
    }),
  })
  ends.push(() => running.stop())
  await running.time.advance(HOUR)
  expect(wire.requests.filter(({ unit }) => unit === 1).length).toBeGreaterThanOrEqual(359)
  const dead = wire.requests.filter(({ unit }) => unit === 9).length
  // Tried for ever, about once a minute.
  expect(dead).toBeGreaterThan(45)
  expect(dead).toBeLessThan(100)
  expect(running.state.lines).toMatchObject([{ status: 'up' }])
  expect(running.state.devices).toMatchObject([{ status: 'good' }, { status: 'failed', cause: 'silent' }])
  expect(running.readings.filter(({ point }) => point === 'D-9.flow')).toHaveLength(1)
}, 60_000)
