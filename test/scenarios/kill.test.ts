import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterEach, expect, test } from 'vitest'
import type { Alarm } from '../../model/alarm.ts'
import type { TicketView } from '../../model/ticket.ts'
import { hashPassword } from '../../runtime/identity/password.ts'
import { freePort } from '../runtime/brokers.ts'
import { SITE_YAML, siteFolder } from '../runtime/site/folder.ts'
import { numberedMeter } from './meters.ts'
import { command, endAll, standpipe, startUp, TOKEN, type UpProcess } from './up-process.ts'

const METERS = ['M-1', 'M-2', 'M-3']
const PASSWORD = 'numbered readings'
const ends: (() => unknown)[] = []
afterEach(async () => {
  endAll()
  for (const end of ends.splice(0).reverse()) await end()
})

/** A small utility: three meters and a tank's level gauge publish to the embedded broker with accounts of their own. */
async function utility(): Promise<string> {
  const hash = await hashPassword(PASSWORD)
  const accounts = [...METERS, 'gauge'].map(
    name => `    - { name: ${name}, password: "${hash}", publish: ["meters/{name}/up"] }\n`,
  )
  return siteFolder({
    'site.yaml': `${SITE_YAML}policy: generic\nbroker:\n  accounts:\n${accounts.join('')}`,
    'people.yaml': 'people:\n  - { id: admin, name: Admin, roles: [admin] }\n',
    'points.csv': `id,asset,quantity,position,period_s
${METERS.map((name, i) => `${name}.volume,A${i + 1},volume,end,3600`).join('\n')}
gauge.level,B1,level,plant,60
`,
    'detectors.yaml': `limit:
  - for: { quantity: level }
    very-low: { value: 1, onDelay: 0 s }
`,
    'devices/meters.yaml': `sources:
  - id: meters
    topic: meters/{name}/up
    form: json
    time: { path: at }
    values:
      - { path: volume, point: "{name}.volume" }
      - { path: level, point: "{name}.level" }
`,
  })
}

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

/** Every reading of a meter that history gives out, as a file: by its time; a time that comes twice is told. */
async function exported(up: UpProcess, meter: string): Promise<Map<number, number>> {
  const now = Date.now()
  const query = `points=${meter}.volume&from=${now - 3_600_000}&to=${now + 60_000}&timeZone=UTC`
  const answer = await fetch(`${up.url}/api/v1/export?${query}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  })
  const readings = new Map<number, number>()
  for (const line of (await answer.text()).split('\r\n')) {
    const [time = '', point, , , value] = line.split(',')
    if (point !== `${meter}.volume`) continue
    expect(readings.has(Date.parse(time)), `${meter} at ${time} comes once`).toBe(false)
    readings.set(Date.parse(time), Math.round(Number(value) * 1_000))
  }
  return readings
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
