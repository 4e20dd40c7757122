import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { startAlerting } from '../../alerting/alerting.ts'
import type { Detection } from '../../model/detection.ts'
import { topicsOf } from '../../model/topics.ts'
import { startEmbeddedBroker } from '../../runtime/broker/embedded.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { steppedTime } from '../../runtime/stepped-time.ts'
import { bigTown } from './big-town.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A town of 40 zones with 250 loggers each, its real embedded broker and its journal on disk. */
async function town() {
  const site = bigTown(40, 250)
  const dataDir = mkdtempSync(join(tmpdir(), 'standpipe-storm-'))
  const log = silentLog()
  const broker = await startEmbeddedBroker({ port: 0, log, metrics: createMetrics() })
  const topics = topicsOf(site.config.site)
  const time = steppedTime(Date.parse('2026-03-02T03:00:00+08:00'))
  const deps = { site, topics, bus: broker.bus, time, log, metrics: createMetrics(), dataDir }
  const start = () => startAlerting({ journal: { store: 'sqlite' } }, deps)
  const service = await start()
  ends.push(
    async () => rmSync(dataDir, { recursive: true }),
    () => broker.stop(),
    () => service.stop(),
  )
  const send = (found: Partial<Detection> & Pick<Detection, 'kind' | 'subject'>) => {
    const whole = { start: time.now(), at: time.now(), active: true, evidence: {}, ...found }
    return broker.bus.publish(topics.detection(found.kind, found.subject), JSON.stringify(whole), {
      qos: 1,
      retain: true,
    })
  }
  return { site, service, send, time, start }
}

describe('a storm of 10,000 detections', () => {
  test('after a plant event is one incident with one ticket, nothing twice', async () => {
    const { site, service, send } = await town()
    await send({ kind: 'plant-event', subject: 'town' })
    await Promise.all(
      [...site.points.keys()].map(point => send({ kind: 'pressure-low', subject: point, point })),
    )
    await service.settled()
    expect(service.alarms()).toHaveLength(10_001)
    expect(service.tickets().map(({ ticket }) => ticket.category)).toEqual(['municipalPressure'])
    expect(
      service.alarms().filter(({ suppressedBy }) => suppressedBy === 'INH-PLANT plant-event/town'),
    ).toHaveLength(10_000)
  })

  test('without a known cause: a ticket a zone for the first ten zones, one for all that comes after', async () => {
    const { site, service, send, time } = await town()
    const all = [...site.points.keys()].map(point => ({ kind: 'pressure-low', subject: point, point }))
    await Promise.all(all.map(send))
    const tickets = () => service.tickets().map(({ ticket }) => ticket.id)
    expect(tickets()).toHaveLength(11)
    const inStorm = service.alarms().filter(({ ticket }) => ticket === tickets()[10])
    expect(inStorm).toHaveLength(30 * 250)
    expect(new Set(service.alarms().map(({ ticket }) => ticket)).size).toBe(11)

    await Promise.all(all.map(found => send({ ...found, start: time.now(), at: time.now() })))
    expect(tickets()).toHaveLength(11)
    expect(service.alarms().every(({ count }) => count === 1)).toBe(true)
  })

  test('no second storm after a restart', async () => {
    const { site, service, send, start } = await town()
    await Promise.all(
      [...site.points.keys()].map(point => send({ kind: 'pressure-low', subject: point, point })),
    )
    const before = JSON.stringify([service.alarms(), service.tickets()])
    await service.stop()
    const again = await start()
    ends.push(() => again.stop())
    await again.settled()
    expect(JSON.stringify([again.alarms(), again.tickets()])).toBe(before)
  })
})
