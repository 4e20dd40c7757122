import { afterEach, describe, expect, test } from 'vitest'
import { SECOND } from '../../model/time.ts'
import { describeWith, leaveOut, programPath } from '../needs.ts'
import { freePort, mosquitto, run } from '../runtime/brokers.ts'
import { certificates } from '../runtime/certificates.ts'
import { aPoint, aSite, gatewayOf, NOON, runGateway } from './running.ts'

const ends: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const POINTS = [
  aPoint('L-7.pressure'),
  ...['M-1', 'M-2'].map(meter => aPoint(`${meter}.volume`, { quantity: 'volume', unit: 'm3' })),
]
/** A Chinese RTU: local time, MPa, and one uplink with many values. */
const RTU = {
  id: 'rtu',
  topic: 'rtu/{device}/up',
  form: 'json',
  timeZone: 'Asia/Shanghai',
  time: { path: 'time' },
  values: [{ path: 'data.P', point: '{device}.pressure', unit: 'MPa' }],
}
const METERS = {
  id: 'meters',
  topic: 'meters/{meter}',
  form: 'json',
  time: { path: 'at' },
  values: [{ path: 'hourly', point: '{meter}.volume', unit: 'm3', series: { step: 3600, timeOf: 'last' } }],
}

async function start(extra: object = {}, options: object = {}) {
  const running = await runGateway({
    points: POINTS,
    config: gatewayOf({ sources: [RTU, METERS], ...extra }),
    ...options,
  })
  ends.push(() => running.stop())
  return running
}

const until = async (reached: () => unknown) => {
  for (let i = 0; i < 200 && !reached(); i++) await new Promise(resolve => setTimeout(resolve, 20))
  if (!reached()) throw new Error('did not happen within 4 s')
}

describe('sources on the platform’s own broker', () => {
  test('a message becomes a dated reading in SI', async () => {
    const running = await start()
    const sent = running.broker.bus.publish(
      'rtu/L-7/up',
      '{"time":"2026-11-22 11:58:00","data":{"P":0.35}}',
      { qos: 1 },
    )
    await new Promise(resolve => setImmediate(resolve))
    await running.time.advance(2_000)
    await sent
    expect(running.latest('L-7.pressure')).toEqual({
      point: 'L-7.pressure',
      at: Date.parse('2026-11-22T11:58:00+08:00'),
      value: expect.closeTo(35.69, 2),
      quality: 'good',
    })
  })

  test('one uplink with a day of hourly values becomes a day of dated readings', async () => {
    const running = await start()
    const hourly = Array.from({ length: 24 }, (_, hour) => 100 + hour)
    const sent = running.broker.bus.publish('meters/M-1', JSON.stringify({ at: NOON / 1000, hourly }), {
      qos: 1,
    })
    await new Promise(resolve => setImmediate(resolve))
    await running.time.advance(2_000)
    await sent
    const readings = running.readings.filter(({ point }) => point === 'M-1.volume')
    expect(readings.map(({ value }) => value)).toEqual(hourly)
    expect(readings[0]!.at).toBe(NOON - 23 * 3_600 * SECOND)
    expect(readings.at(-1)!.at).toBe(NOON)
  })

  test('what fits nothing is counted and kept for the operator to see, and breaks nothing', async () => {
    const running = await start()
    const nonsense = [
      'no json at all',
      '{"time":"yesterday","data":{"P":1}}',
      '[]',
      '\u0000\u0007',
      '{"data":{"P":1}}',
    ]
    const publish = (topic: string, payload: string) =>
      void running.broker.bus.publish(topic, payload, { qos: 1 })
    for (const payload of nonsense) publish('rtu/L-7/up', payload)
    publish('rtu/L-8/up', '{"time":"2026-11-22 11:58:00","data":{"P":0.35}}')
    for (let i = 0; i < 200; i++) publish('meters/M-1', `junk ${i}`)
    await running.time.advance(31_000)
    expect(running.readings.filter(({ point }) => point !== 'L-7.pressure')).toEqual([])
    const [rtu, meters] = running.state.sources!
    expect(rtu).toMatchObject({ id: 'rtu', connected: true, messages: 6, readings: expect.any(Number) })
    expect(rtu!.rejected).toBeGreaterThanOrEqual(5)
    expect(meters).toMatchObject({ messages: 200, rejected: 200, readings: 0 })
    const kept = (await (await running.api()).inject('/api/v1/gateways/gw-1/rejects')).json() as {
      payload: string
      topic: string
      detail: string
    }[]
    expect(kept).toHaveLength(50)
    expect(kept.at(-1)).toMatchObject({ topic: 'meters/M-1', payload: 'junk 199', code: 'not-json' })
  })

  test('a meter that was added to points.csv is heard after a reload', async () => {
    const running = await start()
    const config = gatewayOf({ sources: [RTU, METERS] })
    const publish = async () => {
      const sent = running.broker.bus.publish(
        'meters/M-9',
        JSON.stringify({ at: NOON / 1000, hourly: [7] }),
        {
          qos: 1,
        },
      )
      await new Promise(resolve => setImmediate(resolve))
      await running.time.advance(2_000)
      await sent
    }
    await publish()
    expect(running.latest('M-9.volume')).toBeUndefined()
    const added = aPoint('M-9.volume', { quantity: 'volume', unit: 'm3' })
    await running.gateway.reload(config, aSite([...POINTS, added]))
    await publish()
    expect(running.latest('M-9.volume')).toMatchObject({ value: 7, at: NOON, quality: 'good' })
  })

  test('a clock that was never set is marked', async () => {
    const running = await start()
    const sent = running.broker.bus.publish(
      'rtu/L-7/up',
      '{"time":"2015-01-01 00:00:00","data":{"P":0.35}}',
      { qos: 1 },
    )
    await new Promise(resolve => setImmediate(resolve))
    await running.time.advance(2_000)
    await sent
    expect(running.latest('L-7.pressure')).toMatchObject({ quality: 'uncertain', reason: 'clock-behind' })
  })
})

describeWith(['mosquitto', 'mosquitto_pub'], 'sources on a broker beside the gateway', () => {
  const publish = (args: string[]) => run('mosquitto_pub', ['-h', '127.0.0.1', '-q', '1', ...args])
  const message = (n: number) =>
    JSON.stringify({ time: `2026-11-22 11:58:0${n}`, data: { P: 0.3 + n / 100 } })

  test.each(['3.1.1', '5'])(
    'MQTT %s: messages come through, also those sent while the gateway was away',
    async version => {
      const port = await freePort()
      const broker = await mosquitto(port)
      ends.push(() => broker.stop())
      const first = await start({ broker: { url: broker.url, version } })
      await first.time.advance(1_000)
      await publish([
        '-p',
        String(port),
        '-V',
        version === '5' ? 'mqttv5' : 'mqttv311',
        '-t',
        'rtu/L-7/up',
        '-m',
        message(1),
      ])
      await until(() => first.messagesWaiting())
      await first.time.advance(2_000)
      expect(first.latest('L-7.pressure')).toMatchObject({ quality: 'good', value: expect.closeTo(31.61, 2) })
      await first.stop({ keep: true })
      await publish(['-p', String(port), '-t', 'rtu/L-7/up', '-m', message(2)])
      const second = await start({ broker: { url: broker.url, version } }, { dataDir: first.dataDir })
      await until(() => second.messagesWaiting())
      await second.time.advance(2_000)
      expect(second.latest('L-7.pressure')).toMatchObject({
        quality: 'good',
        value: expect.closeTo(32.63, 2),
      })
    },
  )

  test('mosquitto goes away and comes back', async () => {
    const port = await freePort()
    let broker = await mosquitto(port)
    const running = await start({ broker: { url: broker.url } })
    await broker.stop()
    await until(() => running.gatewayState().sources![0]!.connected === false)
    broker = await mosquitto(port, broker.folder)
    ends.push(() => broker.stop())
    await until(() => running.gatewayState().sources![0]!.connected)
    await publish(['-p', String(port), '-t', 'rtu/L-7/up', '-m', message(3)])
    await until(() => running.messagesWaiting())
    await running.time.advance(2_000)
    expect(running.latest('L-7.pressure')).toMatchObject({ quality: 'good' })
  })

  test('TLS with a private authority; nobody else is believed', async context => {
    if (programPath('openssl') === undefined) leaveOut(context, 'needs openssl (Debian package openssl)')
    const { folder } = certificates()
    const port = await freePort()
    const plain = await freePort()
    const broker = await mosquitto(plain, folder, [
      `listener ${port} 127.0.0.1`,
      `cafile ${folder}/ca.crt`,
      `certfile ${folder}/server.crt`,
      `keyfile ${folder}/server.key`,
    ])
    ends.push(() => broker.stop())
    const url = `mqtts://127.0.0.1:${port}`
    const trusting = await start({ broker: { url, ca: 'ca.crt' } }, { folder })
    const doubting = await start({ gateway: 'gw-2', broker: { url, ca: 'other.crt' } }, { folder })
    await until(() => trusting.gatewayState().sources![0]!.connected)
    await publish(['-p', String(plain), '-t', 'rtu/L-7/up', '-m', message(4)])
    await until(() => trusting.messagesWaiting())
    await trusting.time.advance(2_000)
    expect(trusting.latest('L-7.pressure')).toMatchObject({ quality: 'good' })
    expect(doubting.gatewayState().sources![0]!.connected).toBe(false)
  })
})
