import { createServer, type Server } from 'node:net'
import { Aedes } from 'aedes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodePayload } from '../../model/payloads/decode.ts'
import type { Reading } from '../../model/reading.ts'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import type { SteppedTime } from '../../runtime/stepped-time.ts'
import { meterVolume } from '../../simulators/devices/household.ts'
import { sourcesOf } from '../../simulators/site/device-files.ts'
import type { RunningTown } from '../../simulators/start.ts'
import type { Town } from '../../simulators/town/town.ts'
import { MORNING, townAt } from './running.ts'

let broker: Aedes
let server: Server
let town: Town
let run: RunningTown
let time: SteppedTime
let messages: { topic: string; payload: Uint8Array; at: number }[]

beforeEach(async () => {
  messages = []
  broker = await Aedes.createBroker()
  broker.on('publish', ({ topic, payload }, client) => {
    if (client) messages.push({ topic, payload: Buffer.from(payload), at: time.now() })
  })
  server = createServer(broker.handle)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  ;({ town, run, time } = await townAt(MORNING))
  const { port } = server.address() as { port: number }
  run.connect({ url: `mqtt://127.0.0.1:${port}` })
  while (broker.connectedClients < 2) await new Promise(resolve => setTimeout(resolve, 5))
})
afterEach(async () => {
  await run.stop()
  await new Promise<void>(resolve => broker.close(() => server.close(() => resolve())))
})

/** Everything heard so far, decoded by the mapping that the site folder carries; with the time it was heard. */
function readings(): (Reading & { heard: number })[] {
  const sources = sourcesOf(run.plan)
  return messages.flatMap(({ topic, payload, at: heard }) =>
    sources.flatMap(source => {
      const { readings: found, rejected } = decodePayload(source, topic, payload, heard, 'Asia/Shanghai')
      if (rejected && rejected.code !== 'topic-mismatch')
        throw new Error(`${topic}: ${rejected.code} ${rejected.detail}`)
      return found.map(reading => ({ ...reading, heard }))
    }),
  )
}

const of = (point: string) => readings().filter(reading => reading.point === point)

describe('pressure loggers', () => {
  test('tell at their start and each minute what stands at their node, in m when decoded', async () => {
    await time.advance(10 * MINUTE)
    for (const { pressure, node } of run.plan.loggers) {
      const values = of(pressure)
      expect(values).toHaveLength(11)
      expect(Math.abs(values.at(-1)!.value! - run.truth().world.pressure(node))).toBeLessThan(1)
    }
  })

  test('are heard of as soon as they have a way, battery too: a screen just opened knows them', async () => {
    while (messages.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    for (const { pressure, battery } of run.plan.loggers)
      expect([...of(pressure), ...of(battery)].map(({ at }) => at)).toEqual([MORNING, MORNING])
  })

  test('a dead link keeps values back; when it is over they come with the time they were measured', async () => {
    const { pressure, zone } = run.plan.loggers.find(one => one.zone === 'DMA-01')!
    await time.advance(5 * MINUTE)
    const incident = run.inject({ kind: 'link-loss', target: zone })
    await time.advance(60 * MINUTE)
    expect(of(pressure)).toHaveLength(6)
    run.repair(incident.id)
    await time.advance(MINUTE)
    const values = of(pressure)
    expect(values).toHaveLength(67)
    expect(values.map(one => one.at)).toEqual(values.map((_, n) => values[0]!.at + n * MINUTE))
    expect(values.filter(one => one.heard - one.at > 30 * MINUTE).length).toBeGreaterThan(25)
  })

  test('a clock an hour wrong tells the wrong hour', async () => {
    const { pressure, zone } = run.plan.loggers[0]!
    run.inject({ kind: 'clock-wrong', target: zone, size: 1 })
    await time.advance(3 * MINUTE)
    const since = of(pressure).slice(1)
    expect(since).toHaveLength(3)
    for (const { at, heard } of since) expect(Math.abs(at - heard - HOUR)).toBeLessThan(MINUTE)
  })

  test('a stuck one tells the same for ever', async () => {
    const { id, pressure } = run.plan.loggers[0]!
    run.inject({ kind: 'stuck-sensor', target: id })
    await time.advance(20 * MINUTE)
    expect(new Set(of(pressure).map(one => one.value)).size).toBe(1)
  })
})

describe('smart meters', () => {
  test('each uploads once a day, the day’s 24 hours with their own time', async () => {
    await time.advance(DAY)
    const byMeter = new Map<string, Reading[]>()
    for (const reading of readings().filter(one => one.point.endsWith('.volume')))
      byMeter.set(reading.point, [...(byMeter.get(reading.point) ?? []), reading])
    expect(byMeter.size).toBe(town.customers.length)
    const customer = town.customers[17]!
    const told = byMeter.get(`${customer.id}.volume`)!
    expect(told).toHaveLength(25)
    const hourly = told.filter(({ at }) => at % HOUR === 0)
    expect(hourly).toHaveLength(24)
    for (const { at, value } of hourly) expect(value).toBe(meterVolume(customer, at))
  }, 120_000)

  test('all at once after a break', async () => {
    run.inject({ kind: 'late-upload' })
    await time.advance(MINUTE)
    const meters = new Set(
      messages.filter(({ topic }) => topic.startsWith('application/')).map(({ topic }) => topic),
    )
    expect(meters.size).toBe(run.plan.meters.length)
  })

  test('a burst behind a meter is told after an hour, and counted', async () => {
    const { target } = run.inject({ kind: 'household-leak', size: 2 })
    const customer = town.customers.find(one => one.id === target)!
    await time.advance(30 * MINUTE)
    const early = of(`${target}.leak`).map(one => one.value)
    await time.advance(45 * MINUTE)
    expect(early).not.toContain(1)
    expect(of(`${target}.leak`).at(-1)!.value).toBe(1)
    const { at, value } = of(`${target}.volume`).reduce((last, one) => (one.at > last.at ? one : last))
    const leaked = value! - meterVolume(customer, at)
    expect(leaked).toBeGreaterThan(1.8)
    expect(leaked).toBeLessThan(2.4)
  })
})
