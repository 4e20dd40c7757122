import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Alarm } from '../../model/alarm.ts'
import type { TicketView } from '../../model/ticket.ts'
import { startModbusServer } from '../../simulators/devices/modbus-server.ts'
import { Registers, readRegisters } from '../../simulators/devices/registers.ts'
import { startPostgres } from '../alerting/postgres-server.ts'
import { startInfluxd } from '../ingest/influxd.ts'
import { describeWith } from '../needs.ts'
import { freePort, mosquitto, run } from '../runtime/brokers.ts'
import { SITE_YAML, siteFolder } from '../runtime/site/folder.ts'

const root = resolve(import.meta.dirname, '../..')
const TOKEN = 'token-of-a-script'
const ACCOUNT = { BROKER_USERNAME: 'services', BROKER_PASSWORD: 'behind the broker' }

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** One service as production runs it; what it says, and its end. */
function service(args: readonly string[], env: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, ['bin/standpipe.js', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  let said = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', chunk => (said += chunk))
  ends.push(() => child.kill('SIGKILL'))
  const ended = once(child, 'close') as Promise<[number | null]>
  return {
    said: () => said,
    ended: async () => (await ended)[0],
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      return child.exitCode
    },
  }
}

/** A pressure transmitter at 0.1 MPa: 10.2 m, which is low. */
async function transmitter(): Promise<number> {
  const registers = new Registers()
  for (const [address, word] of [1, 3, 0, 3, 100, 0, 1_600].entries()) registers.u16(address, word)
  const map = { functions: [3], blocks: [[0, 8]] as const, hole: 0 }
  const server = await startModbusServer('127.0.0.1', (_unit, fc, first, count) =>
    readRegisters(map, registers, fc, first, count),
  )
  ends.push(() => server.stop())
  return server.port
}

interface Places {
  broker: number
  influx: string
  modbus: number
}

function site({ broker, influx, modbus }: Places): string {
  const store = `history: { store: influx, api: v1, url: "${influx}", bucket: standpipe }\n`
  return siteFolder({
    'site.yaml': `${SITE_YAML}broker: { url: "mqtt://127.0.0.1:${broker}", usernameEnv: BROKER_USERNAME, passwordEnv: BROKER_PASSWORD }
${store}journal: { store: postgres, urlEnv: JOURNAL_URL }
`,
    'people.yaml': `people: [{ id: admin, name: Admin, roles: [admin] }]
tokens: [{ id: script, name: Script, roles: [admin], sha256: ${createHash('sha256').update(TOKEN).digest('hex')} }]
`,
    'points.csv':
      'id,asset,quantity,position,period_s\nA1.pressure,A1,pressure,network,1\nB1.level,B1,level,plant,60\n',
    'detectors.yaml': `limit:
  - for: { quantity: pressure }
    low: { value: 14.28, onDelay: 2 s }
  - for: { quantity: level }
    very-low: { value: 1, onDelay: 0 s }
`,
    'devices/gw.yaml': `gateway: GW-1
zone: all
lines:
  - id: lan
    tcp: 127.0.0.1:${modbus}
    devices: [{ id: PT-1, unit: 1, profile: ptmb-pressure, period: 1, points: { pressure: A1.pressure } }]
`,
    'devices/gauges.yaml': `sources:
  - { id: gauges, topic: gauges/B1, form: json, time: { path: at }, values: [{ path: level, point: B1.level }] }
`,
  })
}

async function startMosquitto(port: number) {
  const passwords = join(siteFolder(), 'passwords')
  writeFileSync(passwords, '')
  await run('mosquitto_passwd', ['-b', passwords, ACCOUNT.BROKER_USERNAME, ACCOUNT.BROKER_PASSWORD])
  const own = ['allow_anonymous false', `password_file ${passwords}`, 'max_queued_messages 0']
  const broker = await mosquitto(port, undefined, own)
  ends.push(() => broker.stop())
}

test('a service token with a space, which no header can carry, is refused at once', async () => {
  const folder = site({ broker: 1, influx: 'http://127.0.0.1:1', modbus: 1 })
  const env = { ...ACCOUNT, STANDPIPE_SERVICE_TOKEN: 'two words' }
  const ingest = service(['ingest', folder, '--data-dir', join(folder, 'data')], env)
  expect(await ingest.ended()).toBe(1)
  expect(ingest.said()).toBe('standpipe: STANDPIPE_SERVICE_TOKEN must be without spaces and line ends\n')
}, 30_000)

describeWith(['mosquitto', 'mosquitto_pub', 'influxd', 'postgres', 'initdb'], 'production', () => {
  test('each service alone, started before the broker: from a register and a message to alarm, ticket and trend', async () => {
    const influx = await startInfluxd()
    ends.push(() => influx.stop())
    const postgres = await startPostgres()
    ends.push(() => postgres.stop())
    const broker = await freePort()
    const folder = site({ broker, influx: influx.url, modbus: await transmitter() })
    const [ingest, alerting, dashboard] = [await freePort(), await freePort(), await freePort()]
    const env = {
      ...ACCOUNT,
      JOURNAL_URL: await postgres.database(),
      STANDPIPE_SERVICE_TOKEN: 'services-of-one-site',
    }
    const at = (port: number) => ['--http', `127.0.0.1:${port}`]
    const services = (
      [
        [
          'dashboard',
          ...at(dashboard),
          '--ingest',
          `http://127.0.0.1:${ingest}`,
          '--alerting',
          `http://127.0.0.1:${alerting}`,
        ],
        ['alerting', ...at(alerting)],
        ['ingest', ...at(ingest)],
        ['gateway'],
      ] as const
    ).map(([name, ...rest]) =>
      service([name, folder, '--data-dir', join(folder, 'data', name), '--log-level', 'warn', ...rest], env),
    )
    await startMosquitto(broker)

    const get = async <T>(path: string) => {
      const answer = await fetch(`http://127.0.0.1:${dashboard}/api/v1${path}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      })
      return (await answer.json()) as T
    }
    const kinds = async () =>
      (await get<{ alarms: Alarm[] }>('/alarms').catch(() => ({ alarms: [] }))).alarms?.map(
        ({ kind }) => kind,
      )
    const told = () => services.map(one => one.said()).join('\n')
    await expect
      .poll(kinds, { timeout: 60_000, interval: 250 })
      .toContain('pressure-low')
      .catch(error => {
        throw new Error(`${error.message}\n${told()}`)
      })

    const account = ['-u', ACCOUNT.BROKER_USERNAME, '-P', ACCOUNT.BROKER_PASSWORD]
    for (const [back, level] of [0.5, 0.45].entries()) {
      const message = JSON.stringify({ at: Date.now() - 1_000 + back, level })
      const publish = [...account, '-p', `${broker}`, '-q', '1', '-t', 'gauges/B1', '-m', message]
      expect(await run('mosquitto_pub', publish)).toEqual({ code: 0, out: '' })
    }
    await expect.poll(kinds, { timeout: 15_000 }).toContain('level-very-low')
    await expect
      .poll(async () => (await get<{ tickets: TicketView[] }>('/tickets')).tickets.length, {
        timeout: 10_000,
      })
      .toBeGreaterThan(0)
    const now = Date.now()
    const { series } = await get<{ series: { value: number[] }[] }>(
      `/series?points=A1.pressure&from=${now - 60_000}&to=${now}`,
    )
    expect(series[0]!.value.length).toBeGreaterThan(1)
    expect(series[0]!.value[0]).toBeCloseTo(10.2, 1)
    const { results } = (await influx.query(`SHOW MEASUREMENTS ON "standpipe"`)) as { results: object[] }
    expect(JSON.stringify(results)).toContain('reading')

    expect(await Promise.all(services.map(one => one.stop())), told()).toEqual([0, 0, 0, 0])
  }, 120_000)
})
