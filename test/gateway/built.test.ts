import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../runtime/root.ts'
import { describeWith, programPath } from '../needs.ts'
import { freePort, mosquitto } from '../runtime/brokers.ts'
import { ended, farSide, siteFolder, until } from './cabinet.ts'
import { ownAddress, wireServer } from './wire-server.ts'

const bin = join(packageRoot, 'bin', 'standpipe.js')
const ends: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** The command as users have it: built, and the gateway bundled. */
function standpipe(args: string[]): ChildProcess & { out: string } {
  const child = Object.assign(spawn(process.execPath, [bin, ...args]), { out: '' })
  child.stdout!.on('data', chunk => (child.out += chunk))
  child.stderr!.on('data', chunk => (child.out += chunk))
  ends.push(() => child.kill('SIGKILL'))
  return child
}

describeWith(['mosquitto', 'socat'], 'the built and bundled gateway', () => {
  beforeAll(() => {
    // The command builds itself when its sources are newer, as on a fresh clone.
    const { status, stderr } = spawnSync(process.execPath, [bin, 'gateway', '--help'], { encoding: 'utf8' })
    expect(stderr.replaceAll(/^standpipe: .*$\n/gm, '')).toBe('')
    expect(status).toBe(0)
  }, 300_000)

  test('is a bundle: it loads none of the thousand files it was made of', () => {
    const code = readFileSync(join(packageRoot, 'dist', 'cli', 'gateway.js'), 'utf8')
    const own = [...code.matchAll(/(?:from|import) *\(?["'](\.[^"']+)["']/g)].map(match => match[1]!)
    expect(own.filter(path => !path.startsWith('./gateway/bundled-'))).toEqual([])
    expect(own.length).toBeGreaterThan(3)
  })

  test('polls TCP and a serial port, hears a source, answers health and diagnoses, sends, and stops in order', async () => {
    const broker = await mosquitto(await freePort())
    ends.push(() => broker.stop())
    const far = await farSide(broker.url)
    ends.push(() => far.stop())
    const device = await wireServer(ownAddress)
    ends.push(() => device.stop())
    const behindSerial = await wireServer(ownAddress, { kind: 'rtu' })
    ends.push(() => behindSerial.stop())
    const folder = siteFolder(device.port)
    const serial = join(folder, 'tty')
    const socat = spawn(programPath('socat')!, [
      `PTY,link=${serial},raw,echo=0`,
      `TCP:127.0.0.1:${behindSerial.port}`,
    ])
    ends.push(() => socat.kill())
    await until('the serial port', () => existsSync(serial))
    appendFileSync(
      join(folder, 'devices', 'gw-1.yaml'),
      `  - id: serial
    rtu: { path: ${serial}, baud: 19200 }
    devices:
      - { id: D-2, profile: grundfos-cim-booster, period: 0.2, points: { flow: D-2.flow } }
sources:
  - id: meters
    topic: meters/+
    form: json
    values: [{ path: speed, point: D-1.speed }]
`,
    )
    const http = await freePort()
    const gateway = standpipe([
      'gateway',
      folder,
      '--broker',
      broker.url,
      '--data-dir',
      join(folder, 'data'),
      '--http',
      `127.0.0.1:${http}`,
    ])
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${http}${path}`)).json()
    const sent = (point: string) =>
      far.batches.flatMap(batch =>
        batch.readings.filter(([i]) => batch.points[i] === point).map(row => row[2]),
      )

    await until('its birth', () => far.states.at(-1)?.online)
    await until('readings over TCP', () => sent('D-1.flow').length > 0)
    await until('readings over the serial port', () => sent('D-2.flow').length > 0)
    expect(sent('D-1.flow')).toContain(30.1)
    expect(sent('D-2.flow')).toContain(30.1)

    const meter = await mqtt.connectAsync(broker.url)
    ends.push(() => meter.endAsync())
    await meter.publishAsync('meters/1', '{"speed": 77}', { qos: 1 })
    await until('the source’s reading', () => sent('D-1.speed').includes(77))
    await meter.publishAsync('meters/1', 'no json', { qos: 1 })

    expect(await get('/health')).toEqual({ ok: true })
    expect(await get('/api/v1/gateways/gw-1/devices/D-2')).toMatchObject({
      values: [{ point: 'D-2.flow', raw: 301, value: 30.1, quality: 'good' }],
    })
    expect(JSON.stringify(await get('/api/v1/gateways/gw-1/rejects'))).toContain('no json')

    gateway.kill('SIGTERM')
    expect(await ended(gateway)).toBe(0)
    await until('its farewell', () => far.states.at(-1)?.online === false)
    expect(gateway.out).not.toMatch(/"level":(50|60)|Error/)
  }, 120_000)

  test('--probe finds the profile in the box that has no source', async () => {
    const device = await wireServer(({ start, count }) =>
      start >= 2 && start + count <= 5
        ? { registers: [0, 3, 352].slice(start - 2, start - 2 + count) }
        : { exception: 2 },
    )
    ends.push(() => device.stop())
    const probe = standpipe(['gateway', '--probe', device.endpoint, '--unit', '1'])
    expect(await ended(probe)).toBe(0)
    expect(probe.out).toMatch(/pressure +352 +35\.894\d* m +good/)
  }, 60_000)
})
