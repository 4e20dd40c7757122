import mqtt from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Bus } from '../../runtime/bus.ts'
import { silentLog } from '../../runtime/log.ts'
import { type ConnectBusOptions, connectBus } from '../../runtime/mqtt-bus.ts'
import { describeWith } from '../needs.ts'
import { embedded, freePort, mosquitto } from './brokers.ts'
import { collector, latch } from './collector.ts'

const quick = { min: 20, max: 100 }
const change = (bus: Bus, to: boolean) =>
  bus.connected === to
    ? Promise.resolve()
    : new Promise<void>(resolve => {
        const end = bus.onConnection(connected => {
          if (connected !== to) return
          end()
          resolve()
        })
      })

describeWith(['mosquitto'], 'a bus over mosquitto', () => {
  let port: number
  let broker: Awaited<ReturnType<typeof mosquitto>>
  const buses: Bus[] = []
  beforeEach(async () => {
    port = await freePort()
    broker = await mosquitto(port)
  })
  afterEach(async () => {
    for (const bus of buses.splice(0)) await bus.close()
    await broker.stop()
  })
  const open = async (clientId: string, more: Partial<ConnectBusOptions> = {}) => {
    const bus = await connectBus({ url: broker.url, clientId, log: silentLog(), reconnect: quick, ...more })
    buses.push(bus)
    return bus
  }
  const restart = async () => {
    await broker.stop()
    broker = await mosquitto(port, broker.folder)
  }

  test('it comes back by itself when the broker does, and hears what it had subscribed to', async () => {
    const left = await open('left')
    const right = await open('right')
    const got = collector()
    await right.subscribe('news', got.handler)
    const changes: boolean[] = []
    right.onConnection(connected => changes.push(connected))
    await restart()
    await Promise.all([change(left, true), change(right, true)])
    await left.publish('news', 'after', { qos: 1 })
    expect(await got.until(seen => seen.length === 1)).toEqual(['news=after'])
    expect(changes).toEqual([false, true])
  })

  test('publishing without a broker fails at once and is not done behind anybody’s back', async () => {
    const left = await open('left')
    const got = collector()
    const witness = await open('witness')
    await witness.subscribe('news', got.handler)
    const down = change(left, false)
    await broker.stop()
    await down
    await expect(left.publish('news', 'lost', { qos: 1 })).rejects.toMatchObject({ code: 'bus-down' })
    broker = await mosquitto(port, broker.folder)
    await Promise.all([change(left, true), change(witness, true)])
    await left.publish('news', 'kept', { qos: 1 })
    expect(await got.until(seen => seen.length === 1)).toEqual(['news=kept'])
  })

  test('a subscription made without a broker begins when there is one', async () => {
    const right = await open('right')
    const down = change(right, false)
    await broker.stop()
    await down
    const got = collector()
    await right.subscribe('news', got.handler)
    broker = await mosquitto(port, broker.folder)
    const left = await open('left')
    await change(right, true)
    await left.publish('news', 'hello', { qos: 1 })
    expect(await got.until(seen => seen.length === 1)).toEqual(['news=hello'])
  })

  test('what came while it was away is delivered, also when the program was another one', async () => {
    const left = await open('left')
    const first = await open('right')
    await first.subscribe('news', () => {})
    await first.close()
    for (let i = 0; i < 30; i++) await left.publish('news', String(i), { qos: 1 })
    const second = await open('right')
    // The broker sends at once; the program subscribes when it is ready.
    await left.publish('other', 'time passes', { qos: 1 })
    const got = collector()
    await second.subscribe('news', got.handler)
    expect(await got.until(seen => seen.length >= 30)).toEqual(
      Array.from({ length: 30 }, (_, i) => `news=${i}`),
    )
  })

  test('messages of a subscription that nobody wants any more do not block the others', async () => {
    const left = await open('left')
    const first = await open('right')
    await first.subscribe('old', () => {})
    await first.close()
    for (let i = 0; i < 50; i++) await left.publish('old', String(i), { qos: 1 })
    const second = await open('right', { grace: 50 })
    const got = collector()
    await second.subscribe('news', got.handler)
    await left.publish('news', 'hello', { qos: 1 })
    expect(await got.until(seen => seen.length >= 1)).toEqual(['news=hello'])
  })

  test('a message is not acknowledged until its handler is done: the next program gets it again', async () => {
    const left = await open('left')
    const begun = latch()
    const first = await open('right')
    await first.subscribe(
      'up',
      () => {
        begun.hit()
        return new Promise(() => {})
      },
      { qos: 1, beforeAck: true },
    )
    await left.publish('up', 'batch', { qos: 1 })
    await begun.opened
    await first.close()
    const got = collector()
    const second = await open('right')
    await second.subscribe('up', got.handler, { qos: 1, beforeAck: true })
    expect(await got.until(seen => seen.length >= 1)).toEqual(['up=batch'])
  })

  test('a handler that fails gets its message again', async () => {
    const left = await open('left')
    const right = await open('right')
    const done = latch()
    const seen: string[] = []
    await right.subscribe(
      'up',
      ({ payload }) => {
        seen.push(Buffer.from(payload).toString())
        if (seen.length === 1) throw new Error('disk full')
        done.hit()
      },
      { qos: 1, beforeAck: true },
    )
    await left.publish('up', 'batch', { qos: 1 })
    await done.opened
    expect(seen).toEqual(['batch', 'batch'])
  })

  test('a handler that is done after the connection was lost acknowledges nothing on the new one', async () => {
    const right = await open('right')
    const gates: (() => void)[] = []
    const begun = [latch(), latch()]
    let calls = 0
    await right.subscribe(
      'up',
      () => {
        begun[calls++]?.hit()
        return new Promise<void>(resolve => gates.push(resolve))
      },
      { qos: 1, beforeAck: true, atOnce: 2 },
    )
    const left = await open('left')
    await left.publish('up', 'batch', { qos: 1 })
    await begun[0]!.opened
    await restart()
    await begun[1]!.opened
    gates[0]!()
    // A round trip on the same connection: an acknowledgement would have arrived before it.
    await change(right, true)
    await right.publish('barrier', 'x', { qos: 1 })
    await right.close()
    const got = collector()
    const next = await open('right')
    await next.subscribe('up', got.handler, { qos: 1, beforeAck: true })
    expect(await got.until(seen => seen.length >= 1)).toEqual(['up=batch'])
  })

  test('its last will is said when it dies, not when it leaves', async () => {
    const witness = await open('witness')
    const got = collector()
    await witness.subscribe('gateways/+', got.handler)
    const will = { payload: 'gone', retain: true }
    await (await open('polite', { will: { topic: 'gateways/polite', ...will } })).close()
    const dying = await open('dying', { will: { topic: 'gateways/dying', ...will } })
    // Another program under the same name takes its place, as after a crash.
    const thief = await mqtt.connectAsync(broker.url, {
      protocolVersion: 4,
      clientId: 'dying',
      reconnectPeriod: 0,
    })
    expect(await got.until(seen => seen.length >= 1)).toEqual(['gateways/dying=gone'])
    await dying.close()
    await thief.endAsync(true)
  })
})

test('a broker that refuses is said to refuse, without the password', async () => {
  const broker = await embedded()
  const account = { username: 'town', password: 'wrong-sesame' }
  const attempt = connectBus({ url: broker.url, clientId: 'x', ...account, log: silentLog() })
  await expect(attempt).rejects.toMatchObject({
    code: 'bus-refused',
    message: expect.stringMatching(/refuses: (user name or password|this user)/),
  })
  await attempt.catch(error => expect(String(error)).not.toContain('sesame'))
  await broker.stop()
})

test('a subscription that is not allowed is said to be denied', async () => {
  const broker = await embedded()
  const bus = await connectBus({
    url: broker.url,
    clientId: 'x',
    username: 'meter',
    password: 'small',
    log: silentLog(),
  })
  await expect(bus.subscribe('#', () => {})).rejects.toMatchObject({ code: 'bus-denied' })
  await bus.subscribe('m/1/down', () => {})
  await bus.close()
  await broker.stop()
})

test('without a broker the bus starts disconnected and goes on trying', async () => {
  const port = await freePort()
  const url = `mqtt://127.0.0.1:${port}`
  const bus = await connectBus({ url, clientId: 'x', log: silentLog(), patience: 50, reconnect: quick })
  expect(bus.connected).toBe(false)
  await expect(bus.publish('x', 'x', { qos: 0 })).rejects.toMatchObject({ code: 'bus-down' })
  await bus.close()
})

test('more under way than allowed is refused, not queued', async () => {
  const broker = await embedded()
  let release = () => {}
  const gate = new Promise<void>(resolve => (release = resolve))
  await broker.bus.subscribe('up', () => gate, { qos: 1, beforeAck: true })
  const account = { username: 'town', password: 'open' }
  const bus = await connectBus({ url: broker.url, clientId: 'x', ...account, log: silentLog(), inFlight: 3 })
  const sent = [1, 2, 3].map(n => bus.publish('up', String(n), { qos: 1 }))
  await expect(bus.publish('up', '4', { qos: 1 })).rejects.toMatchObject({ code: 'bus-full' })
  release()
  await Promise.all(sent)
  await bus.publish('up', '5', { qos: 1 })
  await bus.close()
  await broker.stop()
})
