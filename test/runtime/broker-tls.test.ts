import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import mqtt, { type IClientOptions } from 'mqtt'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { register } from '../../cli/acl.ts'
import { startEmbeddedBroker } from '../../runtime/broker/embedded.ts'
import { brokerAccounts } from '../../runtime/broker/site-accounts.ts'
import type { Bus } from '../../runtime/bus.ts'
import { ConfigError, describeProblem } from '../../runtime/config/problems.ts'
import { hashPassword } from '../../runtime/identity/password.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { connectBus } from '../../runtime/mqtt-bus.ts'
import { loadSite } from '../../runtime/site/load.ts'
import { describeWith, programPath } from '../needs.ts'
import { freePort, mosquitto } from './brokers.ts'
import { certificates } from './certificates.ts'
import { collector } from './collector.ts'
import { SITE_YAML, siteFolder } from './site/folder.ts'

const ends: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

let files: ReturnType<typeof certificates>
const pem = (name: string) => ({ cert: files.pem(`${name}.crt`), key: files.pem(`${name}.key`) })

/** The bus as one account has it, over TLS. */
async function signIn(
  url: string,
  name: string,
  options: Partial<Parameters<typeof connectBus>[0]> = {},
): Promise<Bus> {
  const account = { username: name, password: `pass of ${name}`, clientId: name }
  const bus = await connectBus({
    url,
    ...account,
    tls: { ca: files.pem('ca.crt') },
    log: silentLog(),
    ...options,
  })
  ends.push(() => bus.close())
  return bus
}

const accounts = [
  { name: 'M-1', publish: ['meters/{name}/up'], subscribe: ['meters/{name}/down'] },
  { name: 'M-2', publish: ['meters/{name}/up'], subscribe: ['meters/{name}/down'] },
  { name: 'box', publish: [], subscribe: [], gateway: 'GW-7' },
]

describeWith(['openssl'], 'the embedded broker with TLS', () => {
  beforeAll(() => {
    files = certificates()
  })

  async function broker(ca?: string) {
    const metrics = createMetrics()
    const hashed = await Promise.all(
      accounts.map(async account => ({
        ...account,
        password: await hashPassword(`pass of ${account.name}`),
      })),
    )
    const started = await startEmbeddedBroker({
      port: 0,
      credentials: brokerAccounts(hashed, 'town'),
      tls: { ...pem('server'), ...(ca === undefined ? {} : { ca: files.pem(ca) }) },
      log: silentLog(),
      metrics,
    })
    ends.push(() => started.stop())
    return { ...started, metrics, port: started.port, url: `mqtts://localhost:${started.port}` }
  }

  /** Whether a client that offers this comes in. */
  const comesIn = (url: string, options: IClientOptions) =>
    new Promise<boolean>(resolve => {
      const client = mqtt.connect(url, {
        username: 'M-1',
        password: 'pass of M-1',
        reconnectPeriod: 0,
        connectTimeout: 3_000,
        ...options,
      })
      const end = (came: boolean) => {
        client.end(true)
        resolve(came)
      }
      client.on('connect', () => end(true))
      client.on('error', () => end(false))
      client.on('close', () => end(false))
    })

  test('takes those who believe its certificate; one without encryption is not heard', async () => {
    const { url, port, metrics } = await broker()
    expect(await comesIn(url, { ca: files.pem('ca.crt') })).toBe(true)
    expect(await comesIn(url, { ca: files.pem('other.crt') })).toBe(false)
    expect(await comesIn(`mqtt://localhost:${port}`, {})).toBe(false)
    expect(await comesIn(url, { ca: files.pem('ca.crt'), password: 'wrong' })).toBe(false)
    expect(await metrics.metrics()).toMatch(/broker_refused_total\{reason="tls"\} [12]/)
  })

  test('with an authority for clients only those with its certificate come in, and still need their password', async () => {
    const { url } = await broker('ca.crt')
    const ca = files.pem('ca.crt')
    expect(await comesIn(url, { ca, ...pem('client') })).toBe(true)
    expect(await comesIn(url, { ca })).toBe(false)
    expect(await comesIn(url, { ca, ...pem('stranger') })).toBe(false)
    expect(await comesIn(url, { ca, ...pem('client'), password: 'wrong' })).toBe(false)
  })

  test('a device writes its own topics only and reads none of the others’', async () => {
    const { url, bus } = await broker()
    const heard = collector()
    await bus.subscribe('meters/#', heard.handler)
    const [first, second] = [await signIn(url, 'M-1'), await signIn(url, 'M-2')]
    await first.publish('meters/M-1/up', '1', { qos: 1 })
    await expect(first.publish('meters/M-2/up', 'forged', { qos: 1 })).rejects.toThrow()
    await expect(second.subscribe('meters/M-1/down', () => {})).rejects.toThrow()
    await expect(second.subscribe('#', () => {})).rejects.toThrow()
    const own = collector()
    await second.subscribe('meters/M-2/down', own.handler)
    await bus.publish('meters/M-1/down', 'not for you', { qos: 1 })
    await bus.publish('meters/M-2/down', 'for you', { qos: 1 })
    expect(await own.until(seen => seen.length > 0)).toEqual(['meters/M-2/down=for you'])
    expect(await heard.until(seen => seen.length >= 3)).toEqual([
      'meters/M-1/up=1',
      'meters/M-1/down=not for you',
      'meters/M-2/down=for you',
    ])
  })

  test('a connection that never comes to terms holds nothing up', async () => {
    const started = await broker()
    const { connect } = await import('node:net')
    const sockets = Array.from({ length: 20 }, () => connect(started.port, '127.0.0.1').on('error', () => {}))
    await Promise.all(sockets.map(socket => new Promise(resolve => socket.once('connect', resolve))))
    expect(await comesIn(started.url, { ca: files.pem('ca.crt') })).toBe(true)
    await started.stop()
  })

  /** What the check says of these settings, without the file's name. */
  const said = async (broker: string) => {
    const folder = siteFolder({ 'site.yaml': `${SITE_YAML}broker:\n${broker}` })
    mkdirSync(join(folder, 'tls'))
    for (const file of ['ca.crt', 'server.crt', 'server.key', 'client.key'])
      copyFileSync(join(files.folder, file), join(folder, 'tls', file))
    return loadSite(folder).then(
      () => 'in order',
      (error: unknown) => {
        if (!(error instanceof ConfigError)) throw error
        return error.problems
          .map(problem => describeProblem(problem).replace(/^.*site\.yaml:/, ''))
          .join('\n')
      },
    )
  }
  test.each([
    ['  tls: { cert: tls/server.crt, key: tls/server.key }\n', /^in order$/],
    ['  tls: { cert: tls/server.crt, key: tls/server.key, ca: tls/ca.crt }\n', /^in order$/],
    ['  url: mqtts://elsewhere:8883\n  tls: { ca: tls/ca.crt }\n', /^in order$/],
    ['  tls: { cert: tls/server.crt }\n', /^\d+: broker\.tls: needs both cert and key/],
    ['  tls: { ca: tls/ca.crt }\n', /broker\.tls: needs cert and key: the embedded broker shows them/],
    [
      '  tls: { cert: tls/none.crt, key: tls/server.key }\n',
      /tls\/none\.crt \(broker\.tls\.cert\) cannot be read/,
    ],
    [
      '  tls: { cert: tls/server.crt, key: tls/client.key }\n',
      /broker\.tls: the files of broker\.tls cannot be used: .*key/,
    ],
    ['  tls: { cert: network/town.inp, key: tls/server.key }\n', /the files of broker\.tls cannot be used/],
    [
      '  url: mqtt://elsewhere\n  tls: { ca: tls/ca.crt }\n',
      /broker\.tls: is for an encrypted connection; write mqtts/,
    ],
  ])('%j: %s', async (broker, expected) => {
    expect(await said(broker)).toMatch(expected)
  })
})

describeWith(['mosquitto', 'mosquitto_passwd', 'openssl'], 'mosquitto with the rules of a site', () => {
  beforeAll(() => {
    files = certificates()
  })

  /** What `standpipe acl` prints. */
  async function acl(...args: string[]): Promise<string> {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const program = new Command().exitOverride()
    register(program)
    await program.parseAsync(['acl', ...args], { from: 'user' })
    const printed = out.mock.calls.map(([text]) => String(text)).join('')
    out.mockRestore()
    return printed
  }

  const SITE = `${SITE_YAML}broker:
  url: mqtts://broker:8883
  accounts:
    - { name: M-1, publish: ["meters/{name}/up"], subscribe: ["meters/{name}/down"] }
    - { name: M-2, publish: ["meters/{name}/up"], subscribe: ["meters/{name}/down"] }
    - { name: box, gateway: GW-7 }
`
  const SOURCES = `sources:
  - { id: meters, topic: "meters/{id}/up", form: json, values: [{ path: v, point: "{id}.volume" }] }
`

  test('are those of site.yaml, and mosquitto keeps to them over TLS with client certificates', async () => {
    const folder = siteFolder({ 'site.yaml': SITE, 'devices/meters.yaml': SOURCES })
    const rules = await acl(folder, '--services', 'services')
    expect(rules.split('\n').slice(2)).toEqual([
      'user services',
      'topic readwrite sp/town/#',
      'topic read meters/+/up',
      '',
      'user M-1',
      'topic write meters/M-1/up',
      'topic read meters/M-1/down',
      '',
      'user M-2',
      'topic write meters/M-2/up',
      'topic read meters/M-2/down',
      '',
      'user box',
      'topic write sp/town/up/+/GW-7',
      'topic write sp/town/gateways/GW-7',
      'topic read sp/town/stored/GW-7',
      '',
    ])
    await expect(acl(folder, '--services', 'M-1')).rejects.toThrow(/M-1 is an account of site\.yaml/)

    const at = files.folder
    writeFileSync(join(at, 'acl'), rules)
    for (const [i, name] of ['services', 'M-1', 'M-2', 'box'].entries())
      spawnSync(programPath('mosquitto_passwd')!, [
        '-b',
        ...(i === 0 ? ['-c'] : []),
        join(at, 'passwords'),
        name,
        `pass of ${name}`,
      ])
    const port = await freePort()
    const broker = await mosquitto(await freePort(), at, [
      `listener ${port} 127.0.0.1`,
      `cafile ${at}/ca.crt`,
      `certfile ${at}/server.crt`,
      `keyfile ${at}/server.key`,
      'require_certificate true',
      'allow_anonymous false',
      `password_file ${at}/passwords`,
      `acl_file ${at}/acl`,
    ])
    ends.push(() => broker.stop())
    const url = `mqtts://localhost:${port}`
    const tls = { ca: files.pem('ca.crt'), ...pem('client') }

    const services = await signIn(url, 'services', { tls })
    expect(services.connected).toBe(true)
    const heard = collector()
    await services.subscribe('meters/+/up', heard.handler)
    await services.subscribe('sp/town/#', heard.handler)
    const [first, second, box] = [
      await signIn(url, 'M-1', { tls }),
      await signIn(url, 'M-2', { tls }),
      await signIn(url, 'box', { tls }),
    ]
    const down = collector()
    await second.subscribe('meters/M-2/down', down.handler)
    await second.subscribe('meters/M-1/up', down.handler)
    // mosquitto says yes to what it then throws away.
    await first.publish('meters/M-2/up', 'forged', { qos: 1 })
    await first.publish('sp/town/detections/burst/A', 'forged', { qos: 1 })
    await box.publish('sp/town/up/A/GW-8', 'forged', { qos: 1 })
    await first.publish('meters/M-1/up', '1', { qos: 1 })
    await box.publish('sp/town/up/A/GW-7', 'batch', { qos: 1 })
    const seen = await heard.until(all => all.length >= 2)
    expect([...seen].sort()).toEqual(['meters/M-1/up=1', 'sp/town/up/A/GW-7=batch'])
    expect(down.seen).toEqual([])

    const noCertificate = await signIn(url, 'M-1', { patience: 1_000, clientId: 'bare' })
    expect(noCertificate.connected).toBe(false)
  })
})
