import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { packageRoot } from '../../runtime/root.ts'
import { describeWith, leaveOut, programPath } from '../needs.ts'
import { freePort, mosquitto } from '../runtime/brokers.ts'
import { certificates } from '../runtime/certificates.ts'
import { ended, farSide, siteFolder, until, writeDevices } from './cabinet.ts'
import { ownAddress, wireServer } from './wire-server.ts'

const ends: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function standpipe(args: string[]): ChildProcess & { out: string } {
  const child = Object.assign(
    spawn(process.execPath, ['--import', 'tsx', join(packageRoot, 'cli/program.ts'), ...args], {
      cwd: packageRoot,
    }),
    { out: '' },
  )
  child.stdout!.on('data', chunk => (child.out += chunk))
  child.stderr!.on('data', chunk => (child.out += chunk))
  ends.push(() => child.kill('SIGKILL'))
  return child
}

describeWith(['mosquitto'], 'standpipe gateway', () => {
  test('survives kill -9 and the broker’s death: nothing polled is lost; will, reload and an orderly end', async () => {
    const port = await freePort()
    let broker = await mosquitto(port)
    ends.push(() => broker.stop())
    const far = await farSide(broker.url)
    ends.push(() => far.stop())
    const wire = await wireServer(({ start, count, number }) => ({
      registers: Array.from({ length: count }, (_, i) => (start + i === 301 ? number : 0)),
    }))
    ends.push(() => wire.stop())
    const folder = siteFolder(wire.port)
    const args = ['gateway', folder, '--broker', broker.url, '--data-dir', join(folder, 'data')]

    const first = standpipe(args)
    await until('polling', () => far.values().length > 5)
    expect(far.states.at(-1)).toMatchObject({ online: true, gateway: 'gw-1' })
    await broker.stop()
    const atCut = wire.requests.length
    await until('polling without a broker', () => wire.requests.length > atCut + 15)
    first.kill('SIGKILL')
    await ended(first)
    broker = await mosquitto(port, broker.folder)

    const second = standpipe(args)
    const polledBefore = wire.requests.length
    await until(
      'the backlog',
      () => far.values().length > 0 && Math.max(...far.values()) * 10 > polledBefore + 5,
    )
    // Readings within the last second before the kill were not on disk yet; all others arrive.
    const numbers = new Set(far.values().map(value => Math.round(value * 10)))
    const missing = Array.from({ length: polledBefore - 10 }, (_, i) => i + 1).filter(
      number => !numbers.has(number),
    )
    expect(missing).toEqual([])

    writeDevices(folder, wire.port, 0.2, [
      'id: D-1, unit: 1, points: { flow: D-1.flow, speed: D-1.speed }',
      'id: D-2, unit: 2, points: { flow: D-2.flow }',
    ])
    second.kill('SIGHUP')
    await until('the new device', () => wire.requests.some(({ unit }) => unit === 2))
    second.kill('SIGKILL')
    await until('the last will', () => far.states.at(-1)?.online === false)

    const third = standpipe(args)
    await until('its birth', () => far.states.at(-1)?.online === true)
    third.kill('SIGTERM')
    expect(await ended(third)).toBe(0)
    await until('its farewell', () => far.states.at(-1)?.online === false)
  }, 90_000)

  test('comes to a broker that takes TLS and client certificates only, as site.yaml says', async context => {
    if (programPath('openssl') === undefined) leaveOut(context, 'needs openssl (Debian package openssl)')
    const { folder: keys } = certificates()
    const port = await freePort()
    const broker = await mosquitto(await freePort(), keys, [
      `listener ${port} 127.0.0.1`,
      `cafile ${keys}/ca.crt`,
      `certfile ${keys}/server.crt`,
      `keyfile ${keys}/server.key`,
      'require_certificate true',
    ])
    ends.push(() => broker.stop())
    const far = await farSide(broker.url)
    ends.push(() => far.stop())
    const wire = await wireServer(ownAddress)
    ends.push(() => wire.stop())
    const folder = siteFolder(wire.port)
    const tls = `{ ca: ${keys}/ca.crt, cert: ${keys}/client.crt, key: ${keys}/client.key }`
    appendFileSync(join(folder, 'site.yaml'), `broker: { url: "mqtts://localhost:${port}", tls: ${tls} }\n`)
    standpipe(['gateway', folder, '--data-dir', join(folder, 'data')])
    await until('readings over TLS', () => far.values().includes(30.1))
  }, 60_000)

  test('serves metrics and diagnostics', async () => {
    const broker = await mosquitto(await freePort())
    ends.push(() => broker.stop())
    const wire = await wireServer(ownAddress)
    ends.push(() => wire.stop())
    const http = await freePort()
    const folder = siteFolder(wire.port)
    standpipe([
      'gateway',
      folder,
      '--broker',
      broker.url,
      '--data-dir',
      join(folder, 'data'),
      '--http',
      `127.0.0.1:${http}`,
    ])
    const get = (path: string) => fetch(`http://127.0.0.1:${http}${path}`)
    await until('polling', () => wire.requests.length > 10)
    const diagnosis = (await (await get('/api/v1/gateways/gw-1/devices/D-1')).json()) as {
      asked: object[]
      values: object[]
    }
    expect(diagnosis.asked[0]).toMatchObject({
      about: 'FC3 301+3',
      answered: expect.stringMatching(/01 03 06 01 2D 01 2E 01 2F$/),
    })
    expect(diagnosis.values[0]).toMatchObject({
      key: 'flow',
      raw: 301,
      value: 30.1,
      quality: 'good',
      point: 'D-1.flow',
    })
    expect((await get('/api/v1/gateways/gw-1/devices/nobody')).status).toBe(404)
    let figures = ''
    for (let i = 0; i < 100 && !/gateway_readings_total\{[^}]*sent[^}]*\} [1-9]/.test(figures); i++) {
      await new Promise(resolve => setTimeout(resolve, 100))
      figures = await (await get('/metrics')).text()
    }
    expect(figures).toMatch(/gateway_polls_total\{gateway="gw-1",outcome="good"\} [1-9]/)
    expect(figures).toMatch(/gateway_readings_total\{gateway="gw-1",fate="sent"\} [1-9]/)
    expect(figures).toMatch(/gateway_devices\{gateway="gw-1",status="good"\} 1/)
    expect(figures).toMatch(/process_resident_memory_bytes/)
  }, 60_000)
})

test('a mistake in the site is told with file and line, and nothing starts', async () => {
  const folder = siteFolder(1)
  writeDevices(folder, 1, 0.2, ['id: D-1, unit: 1, points: { flow: D-9.flow }'])
  const child = standpipe(['gateway', folder, '--data-dir', join(folder, 'data')])
  expect(await ended(child)).toBe(1)
  expect(child.out).toMatch(/gw-1\.yaml:7: .*the point D-9\.flow is not in points\.csv/)
}, 30_000)

test('--probe finds the profile and prints values with their bytes', async () => {
  const wire = await wireServer(({ fc, start, count }) =>
    fc === 3 && start >= 2 && start + count <= 5
      ? { registers: [0, 3, 352].slice(start - 2, start - 2 + count) }
      : { exception: 2 },
  )
  ends.push(() => wire.stop())
  const child = standpipe(['gateway', '--probe', wire.endpoint, '--unit', '1'])
  expect(await ended(child)).toBe(0)
  expect(child.out).toMatch(/ptmb-pressure: 3 of 3 values good/)
  expect(child.out).toMatch(/pressure +352 +35\.894\d* m +good/)
  expect(child.out).toMatch(/unit +0 +0 +good +MPa/)
  expect(child.out).toMatch(/> [\dA-F]{2} [\dA-F]{2} 00 00 00 06 01 03 00 02 00 03\n< /)
}, 60_000)

test('--probe of nobody says so', async () => {
  const child = standpipe([
    'gateway',
    '--probe',
    `127.0.0.1:${await freePort()}`,
    '--profile',
    'ptmb-pressure',
  ])
  expect(await ended(child)).toBe(1)
  expect(child.out).toMatch(
    /the device cannot be read: cannot connect to 127\.0\.0\.1:\d+: connect ECONNREFUSED/,
  )
}, 30_000)
