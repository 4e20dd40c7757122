import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterEach, expect, test } from 'vitest'
import type { Alarm } from '../../model/alarm.ts'
import type { TicketView } from '../../model/ticket.ts'
import { freePort } from '../runtime/brokers.ts'
import { numberedMeter } from './meters.ts'
import { command, endAll, standpipe, startUp, type UpProcess } from './up-process.ts'
import { exported, METERS, PASSWORD, utility } from './utility.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  endAll()
  for (const end of ends.splice(0).reverse()) await end()
})

/** What people see: what stands, who acknowledged it, the tickets and how far they are. */
async function seen(up: UpProcess) {
  const { alarms } = await up.get<{ alarms: Alarm[] }>('/alarms')
  const { tickets } = await up.get<{ tickets: TicketView[] }>('/tickets')
  return {
    alarms: alarms
      .filter(({ kind }) => kind === 'level-very-low')
      .map(({ kind, subject, active, acked }) => ({ kind, subject, active, acked })),
    tickets: tickets
      .map(({ ticket }) => `${ticket.id} ${ticket.category} ${ticket.content ?? ''} ${ticket.steps.length}`)
      .sort(),
  }
}

test('kill -9 of the whole platform, again and again, loses nothing acknowledged and doubles nothing', async () => {
  const site = await utility()
  const data = join(site, 'data')
  const mqttPort = await freePort()
  const httpPort = await freePort()
  const start = () =>
    startUp([site, '--data-dir', data, '--http-port', `${httpPort}`, '--mqtt-port', `${mqttPort}`])
  let up = await start()
  const meters = METERS.map(name => numberedMeter(mqttPort, name, PASSWORD))
  ends.push(() => meters.forEach(meter => void meter.drop()))
  const soon = () => new Promise(after => setTimeout(after, Math.random() * 400))
  const crash = async () => {
    await soon()
    await up.kill()
    up = await start()
  }

  const gauge = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, {
    protocolVersion: 4,
    clientId: 'gauge',
    username: 'gauge',
    password: PASSWORD,
    reconnectPeriod: 50,
  })
  gauge.on('error', () => {})
  ends.push(() => gauge.endAsync(true))
  for (const [before, level] of [3, 0.5, 0.4, 0.4].entries())
    await gauge.publishAsync('meters/gauge/up', JSON.stringify({ at: Date.now() - 3 + before, level }), {
      qos: 1,
    })
  // The reading is acknowledged: the alarm and its ticket must come of it, whatever happens now.
  await crash()
  const alarm = { kind: 'level-very-low', subject: 'gauge.level', active: true }
  await expect.poll(() => seen(up), { timeout: 10_000 }).toMatchObject({ alarms: [{ ...alarm }] })

  const { alarms } = await up.get<{ alarms: Alarm[] }>('/alarms')
  const { id } = alarms.find(({ kind }) => kind === 'level-very-low')!
  await command(up.url, '/alarms/acknowledge', { id: 'ack-0001', alarms: [id], note: 'seen, crew is told' })
  await crash()
  await expect
    .poll(() => seen(up), { timeout: 10_000 })
    .toMatchObject({ alarms: [{ ...alarm, acked: { by: 'script', note: 'seen, crew is told' } }] })

  const call = {
    id: 'open-0001',
    source: 'hotline',
    category: 'burst',
    zone: 'all',
    content: 'water in the road',
  }
  const more = { reporter: '王女士', address: { zh: '某路', en: 'a road' }, contactWindow: '白天' }
  const opened = await command<TicketView>(up.url, '/tickets', { ...call, ...more, flags: ['noContact'] })
  await crash()
  const dispatch = { id: 'step-0001', step: 'dispatched', data: { phoneConfirmed: true } }
  await command(up.url, `/tickets/${opened.ticket.id}/steps`, dispatch)
  await crash()
  await command(up.url, `/tickets/${opened.ticket.id}/steps`, dispatch)
  const before = await seen(up)
  await crash()

  for (const meter of meters) await meter.finish()
  expect(await seen(up), 'as it was before the last kill').toEqual(before)
  expect(before.tickets.filter(ticket => ticket.includes('water in the road'))).toHaveLength(1)
  expect(new Set(before.tickets).size, 'no ticket twice').toBe(2)

  for (const [i, { acknowledged }] of meters.entries()) {
    const sent = new Map(acknowledged.map(({ at, n }) => [at, n]))
    expect(sent.size).toBeGreaterThan(200)
    expect(await exported(up, METERS[i]!), `${METERS[i]}: each reading once, under its own time`).toEqual(
      sent,
    )
  }

  const { code, took } = await up.interrupt()
  expect(code).toBe(0)
  expect(took).toBeLessThan(5_000)
  const journal = await standpipe(['journal', 'verify', '--file', join(data, 'alerting/journal.sqlite')])
  expect(journal).toMatchObject({ code: 0, said: expect.stringContaining('the chain is whole') })
}, 120_000)
