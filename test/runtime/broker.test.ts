import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountsOf } from '../../runtime/broker/accounts.ts'
import { startEmbeddedBroker } from '../../runtime/broker/embedded.ts'
import { covers, levelsOf } from '../../runtime/broker/filters.ts'
import { hashPassword } from '../../runtime/identity/password.ts'
import { createLog, silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { describeWith } from '../needs.ts'
import { embedded, run } from './brokers.ts'
import { collector, latch } from './collector.ts'

let broker: Awaited<ReturnType<typeof embedded>>
const clients: MqttClient[] = []
beforeEach(async () => {
  broker = await embedded()
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true)
  await broker.stop()
})

const connect = async (options: IClientOptions = {}) => {
  const account = { username: 'town', password: 'open' }
  const client = await mqtt.connectAsync(
    broker.url,
    { protocolVersion: 4, reconnectPeriod: 0, ...account, ...options },
    false,
  )
  client.on('error', () => {})
  clients.push(client)
  return client
}
const closedBy = (client: MqttClient) => new Promise<void>(resolve => client.once('close', () => resolve()))
const count = async (name: string, labels: string) => {
  const line = (await broker.metrics.metrics())
    .split('\n')
    .find(text => text.startsWith(`${name}{${labels}}`))
  return Number(line?.split(' ').at(-1) ?? 0)
}
/** Resolves once the broker has worked off what was sent on this connection. */
const settled = (client: MqttClient) => client.subscribeAsync(`settled/${Math.random()}`, { qos: 0 })

describe('who may come in', () => {
  test.each([
    ['the right password', { username: 'town', password: 'open' }, true],
    ['a wrong password', { username: 'town', password: 'shut' }, false],
    ['an unknown name', { username: 'nobody', password: 'open' }, false],
    ['no name at all', { username: undefined, password: undefined }, false],
    ['a name without password', { username: 'town', password: undefined }, false],
    ['a name that objects inherit', { username: 'constructor', password: 'open' }, false],
  ])('%s', async (_who, account, welcome) => {
    const outcome = connect(account as IClientOptions).then(
      () => true,
      () => false,
    )
    expect(await outcome).toBe(welcome)
  })

  test('without accounts nobody comes in over the network', async () => {
    const closed = await startEmbeddedBroker({ port: 0, log: silentLog(), metrics: createMetrics() })
    const attempt = mqtt.connectAsync(
      `mqtt://127.0.0.1:${closed.port}`,
      { protocolVersion: 4, reconnectPeriod: 0 },
      false,
    )
    await expect(attempt).rejects.toThrow(/not authorized|bad user/i)
    await closed.stop()
  })

  test.each([
    ['m/7/up', true],
    ['m/7/8/up', false],
    ['m/7/down', false],
    ['other', false],
    ['$SYS/x', false],
  ])('a meter that publishes to %s: taken %s', async (topic, taken) => {
    const got = collector()
    await broker.bus.subscribe('#', got.handler)
    const meter = await connect({ username: 'meter', password: 'small' })
    if (taken) await meter.publishAsync(topic, 'x', { qos: 1 })
    else {
      const closed = closedBy(meter)
      meter.publish(topic, 'x', { qos: 1 })
      await closed
      expect(await count('broker_refused_total', 'reason="publish"')).toBe(1)
    }
    expect(got.seen).toEqual(taken ? [`${topic}=x`] : [])
  })

  test.each([
    ['m/+/down', true],
    ['m/7/down', true],
    ['m/#', false],
    ['#', false],
    ['m/+/up', false],
    ['$SYS/#', false],
  ])('a meter that subscribes to %s: allowed %s', async (filter, allowed) => {
    const meter = await connect({ username: 'meter', password: 'small' })
    const granted = await meter.subscribeAsync(filter, { qos: 1 }).then(
      ([grant]) => grant!.qos < 128,
      () => false,
    )
    expect(granted).toBe(allowed)
  })

  test.each([
    ['a/#', 'a/b/c', true],
    ['a/#', 'a', true],
    ['a/#', 'a/+/c', true],
    ['a/#', 'a/#', true],
    ['a/+', 'a/#', false],
    ['a/+', 'a/+', true],
    ['a/+', 'a/+/b', false],
    ['a/b', 'a/+', false],
    ['+/b', '#', false],
    ['#', '$SYS/x', false],
  ])('%s covers %s: %s', (allowed, asked, expected) => {
    expect(covers(levelsOf(allowed), levelsOf(asked))).toBe(expected)
  })

  test('refusals are logged without the password, and not once a packet', async () => {
    const lines: string[] = []
    const log = createLog({ destination: { write: line => void lines.push(line) } })
    const logged = await startEmbeddedBroker({
      port: 0,
      credentials: { town: { secret: 'open-sesame', publish: [], subscribe: [] } },
      log,
      metrics: createMetrics(),
    })
    for (let i = 0; i < 5; i++) {
      const options = {
        username: 'town',
        password: 'wrong-sesame',
        protocolVersion: 4,
        reconnectPeriod: 0,
      } as const
      await mqtt.connectAsync(`mqtt://127.0.0.1:${logged.port}`, options, false).catch(() => {})
    }
    await logged.stop()
    const warnings = lines.filter(line => line.includes('"warn"'))
    expect(warnings.length).toBe(1)
    expect(warnings[0]).toContain('wrong password')
    expect(lines.join('')).not.toContain('sesame')
  })
})

describe('passwords of accounts', () => {
  const file = (mode: number) => {
    const path = join(mkdtempSync(join(tmpdir(), 'secret-')), 'password')
    writeFileSync(path, 'from-file\n')
    chmodSync(path, mode)
    return path
  }
  const rights = { publish: ['a'], subscribe: [] }

  test('as a hash, in a file, or made by the program', async () => {
    const accounts = accountsOf({
      hashed: { hash: await hashPassword('pass'), ...rights },
      filed: { passwordFile: file(0o600), ...rights },
      made: { secret: 'just-made', ...rights },
    })
    const tries = [
      ['hashed', 'pass', true],
      ['hashed', 'pass', true],
      ['hashed', 'past', false],
      ['filed', 'from-file', true],
      ['filed', 'from-file\n', false],
      ['made', 'just-made', true],
      ['made', '', false],
    ] as const
    for (const [name, password, expected] of tries) {
      expect(await accounts.signIn(name, Buffer.from(password)), `${name} ${password}`).toBe(expected)
    }
  })

  test.each([
    ['a file that others can read', () => ({ passwordFile: file(0o644) }), /chmod 600/],
    ['a file that is not there', () => ({ passwordFile: '/nowhere/x' }), /cannot be read/],
    ['no password', () => ({}), /exactly one of/],
    ['two passwords', () => ({ secret: 'a', hash: 'scrypt:1' }), /exactly one of/],
    ['an empty one', () => ({ secret: '' }), /empty/],
    ['a wrong filter', () => ({ secret: 'a', publish: ['a/#/b'] }), /"a\/#\/b" # stands alone/],
  ])('%s is refused at the start', (_what, account, message) => {
    expect(() => accountsOf({ town: { ...rights, ...account() } })).toThrow(
      expect.objectContaining({ code: 'broker-account', message: expect.stringMatching(message) }),
    )
  })
})

describe('durable before acknowledged', () => {
  test('PUBACK waits for the handler', async () => {
    const order: string[] = []
    let finish = () => {}
    const begun = latch()
    await broker.bus.subscribe(
      'up',
      async () => {
        begun.hit()
        await new Promise<void>(resolve => (finish = resolve))
        order.push('stored')
      },
      { qos: 1, beforeAck: true },
    )
    const meter = await connect()
    const acknowledged = meter.publishAsync('up', 'batch', { qos: 1 }).then(() => order.push('acknowledged'))
    await begun.opened
    await settled(await connect())
    expect(order).toEqual([])
    finish()
    await acknowledged
    expect(order).toEqual(['stored', 'acknowledged'])
  })

  test('a handler that fails withholds it, and the message comes again with the next connection', async () => {
    let tries = 0
    await broker.bus.subscribe(
      'up',
      () => {
        if (++tries === 1) throw new Error('disk full')
      },
      { qos: 1, beforeAck: true },
    )
    const meter = await connect({ reconnectPeriod: 20, clean: false, clientId: 'meter-1' })
    await meter.publishAsync('up', 'batch', { qos: 1 })
    expect(tries).toBe(2)
    expect(await count('broker_refused_total', 'reason="withheld"')).toBe(1)
  })

  test('for a message from a network client it runs once, and others get it after', async () => {
    const order: string[] = []
    await broker.bus.subscribe('up', () => void order.push('other'))
    await broker.bus.subscribe('up', () => void order.push('store'), { beforeAck: true })
    const meter = await connect()
    await meter.publishAsync('up', 'one', { qos: 1 })
    await meter.publishAsync('up', 'two', { qos: 0 })
    await settled(meter)
    expect(order).toEqual(['store', 'other', 'store', 'other'])
  })

  test('a publish in this process rejects when the handler fails', async () => {
    await broker.bus.subscribe('up', () => Promise.reject(new Error('disk full')), { beforeAck: true })
    await expect(broker.bus.publish('up', 'x', { qos: 1 })).rejects.toThrow('disk full')
  })

  test('a last will goes the same way', async () => {
    const got = collector()
    await broker.bus.subscribe('gateways/1', got.handler, { beforeAck: true })
    const gateway = await connect({
      will: { topic: 'gateways/1', payload: Buffer.from('gone'), qos: 1, retain: false },
    })
    gateway.stream.destroy()
    expect(await got.until(seen => seen.length === 1)).toEqual(['gateways/1=gone'])
  })
})

describe('limits', () => {
  const small = async (limits: Parameters<typeof embedded>[0]) => {
    await broker.stop()
    broker = await embedded(limits)
  }

  test('a packet that is too big ends its connection before it is read', async () => {
    await small({ packetBytes: 50_000 })
    const got = collector()
    await broker.bus.subscribe('#', got.handler)
    const client = await connect()
    const closed = closedBy(client)
    client.publish('big', Buffer.alloc(20_000_000), { qos: 0 })
    await closed
    expect(await count('broker_refused_total', 'reason="packet-size"')).toBe(1)
    expect(got.seen).toEqual([])
    const other = await connect()
    await other.publishAsync('fits', Buffer.alloc(40_000), { qos: 1 })
    expect(got.messages.map(({ topic }) => topic)).toEqual(['fits'])
  })

  test('one client too many is told that the server is unavailable', async () => {
    await small({ clients: 2 })
    await connect()
    await connect()
    await expect(connect()).rejects.toThrow(/Server unavailable/)
  })

  test('subscriptions of one client', async () => {
    await small({ subscriptionsPerClient: 3 })
    const client = await connect()
    const granted = []
    for (let i = 0; i < 5; i++) {
      granted.push(
        await client.subscribeAsync(`s/${i}`, { qos: 0 }).then(
          ([grant]) => grant!.qos < 128,
          () => false,
        ),
      )
    }
    expect(granted).toEqual([true, true, true, false, false])
  })

  test('a subscriber that does not read loses QoS 0 and holds nobody up', async () => {
    await small({ slowClientBytes: 100_000 })
    const slow = await connect()
    await slow.subscribeAsync('flood', { qos: 0 })
    slow.stream.pause()
    const publisher = await connect()
    const payload = Buffer.alloc(50_000)
    for (let i = 0; i < 400; i++) publisher.publish('flood', payload, { qos: 0 })
    await settled(publisher)
    expect(await count('broker_shed_total', 'limit="slow-client"')).toBeGreaterThan(100)
  })

  test('one that does not read what it must not lose is disconnected', async () => {
    await small({ stuckClientBytes: 500_000 })
    const stuck = await connect()
    await stuck.subscribeAsync('flood', { qos: 1 })
    stuck.stream.pause()
    const publisher = await connect()
    const payload = Buffer.alloc(100_000)
    for (let i = 0; i < 150; i++) await publisher.publishAsync('flood', payload, { qos: 1 })
    expect(await count('broker_refused_total', 'reason="stuck"')).toBeGreaterThanOrEqual(1)
    await publisher.publishAsync('flood', 'still alive', { qos: 1 })
  })

  test('messages kept for an absent client, and sessions kept at all', async () => {
    await small({ messagesPerSession: 10, sessions: 2 })
    const away = async (clientId: string) => {
      const client = await connect({ clientId, clean: false })
      await client.subscribeAsync('news', { qos: 1 })
      await client.endAsync()
    }
    for (const id of ['first', 'second', 'third']) await away(id)
    for (let i = 0; i < 25; i++) await broker.bus.publish('news', String(i), { qos: 1 })
    expect(await count('broker_shed_total', 'limit="session-full"')).toBe(30)
    const back = async (clientId: string) => {
      const client = mqtt.connect(broker.url, {
        username: 'town',
        password: 'open',
        clientId,
        clean: false,
        protocolVersion: 4,
      })
      clients.push(client)
      const got = collector()
      client.on('message', (topic, payload, { qos, retain }) =>
        got.handler({ topic, payload, qos, retain: retain ?? false }),
      )
      await new Promise(resolve => client.once('connect', resolve))
      await settled(client)
      return got
    }
    const third = await back('third')
    expect(await third.until(seen => seen.length === 10)).toContain('news=0')
    expect((await back('first')).seen).toEqual([])
  })

  test('retained topics', async () => {
    await small({ retained: 3 })
    for (let i = 0; i < 5; i++) await broker.bus.publish(`r/${i}`, 'x', { qos: 1, retain: true })
    await broker.bus.publish('r/0', '', { qos: 1, retain: true })
    await broker.bus.publish('r/9', 'x', { qos: 1, retain: true })
    const got = collector()
    await broker.bus.subscribe('r/#', got.handler)
    expect((await got.until(seen => seen.length >= 3)).sort()).toEqual(['r/1=x', 'r/2=x', 'r/9=x'])
    expect(await count('broker_shed_total', 'limit="retained-full"')).toBe(2)
  })

  test('what waits for a slow subscriber in this process', async () => {
    await small({ waitingPerSubscriber: 5 })
    let release = () => {}
    const gate = new Promise<void>(resolve => (release = resolve))
    await broker.bus.subscribe('slow', () => gate)
    const sent = Array.from({ length: 10 }, () => broker.bus.publish('slow', 'x', { qos: 0 }))
    expect(await count('broker_shed_total', 'limit="subscriber-full"')).toBe(4)
    await expect(broker.bus.publish('slow', 'x', { qos: 1 })).rejects.toMatchObject({ code: 'bus-full' })
    release()
    await Promise.all(sent)
    await broker.bus.publish('slow', 'x', { qos: 1 })
  })

  test('a taken port is said plainly, with what to do', async () => {
    const again = startEmbeddedBroker({ port: broker.port, log: silentLog(), metrics: createMetrics() })
    await expect(again).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringMatching(new RegExp(`port ${broker.port} .*--mqtt-port`)),
    })
  })
})

describe('bytes that are not MQTT', () => {
  const throwAt = (bytes: Uint8Array) =>
    new Promise<void>(resolve => {
      const socket = connectSocket(broker.port, '127.0.0.1', () => socket.end(bytes))
      socket.on('close', () => resolve()).on('error', () => {})
      socket.resume()
    })
  const CONNECT = Buffer.from('101000044d5154540402003c000474657374', 'hex')

  test('any bytes, alone or after a greeting, harm nobody', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, greeted) => {
        await throwAt(greeted ? Buffer.concat([CONNECT, bytes]) : bytes)
      }),
      { numRuns: 200 },
    )
    const client = await connect()
    await client.publishAsync('alive', 'x', { qos: 1 })
  })

  test.each([
    ['an HTTP request', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a length without end', '\x30\xff\xff\xff\xff\xff\xff'],
    ['a topic of a thousand levels', `\x10${'/'.repeat(1000)}`],
  ])('%s', async (_what, text) => {
    await throwAt(Buffer.from(text, 'latin1'))
    const client = await connect()
    await client.publishAsync('alive', 'x', { qos: 1 })
  })
})

describeWith(['mosquitto_pub'], 'other people’s clients', () => {
  test('mosquitto_pub and mosquitto_sub', async () => {
    const account = ['-h', '127.0.0.1', '-p', String(broker.port), '-u', 'town', '-P', 'open']
    await broker.bus.publish('there', 'retained', { qos: 1, retain: true })
    const got = collector()
    await broker.bus.subscribe('here', got.handler)
    const sub = await run('mosquitto_sub', [...account, '-t', 'there', '-C', '1', '-q', '1'])
    expect(sub).toEqual({ code: 0, out: 'retained\n' })
    for (const qos of ['0', '1', '2']) {
      const pub = await run('mosquitto_pub', [...account, '-t', 'here', '-m', `q${qos}`, '-q', qos])
      expect(pub).toEqual({ code: 0, out: '' })
    }
    expect(await got.until(seen => seen.length >= 3)).toEqual(['here=q0', 'here=q1', 'here=q2'])
    const refused = await run('mosquitto_pub', [...account.slice(0, -1), 'wrong', '-t', 'here', '-m', 'x'])
    expect(refused.code).not.toBe(0)
  })
})
