import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bus } from '../../runtime/bus.ts'
import { collector, latch } from './collector.ts'

/** What every bus does, whatever broker is behind it. `start` gives two buses on one broker. */
export function busContract(
  name: string,
  start: () => Promise<{ left: Bus; right: Bus; stop(): Promise<void> }>,
) {
  describe(`bus contract: ${name}`, () => {
    let left: Bus
    let right: Bus
    let stop: () => Promise<void>
    beforeAll(async () => {
      ;({ left, right, stop } = await start())
    })
    afterAll(() => stop())

    test.each([0, 1] as const)(
      'a message of QoS %i reaches every subscriber whose filter matches',
      async qos => {
        const one = collector()
        const two = collector()
        const other = collector()
        const ends = [
          await left.subscribe('c1/+/x', one.handler),
          await right.subscribe('c1/#', two.handler),
          await right.subscribe('c1/a/y', other.handler),
        ]
        await left.publish('c1/a/x', 'hello', { qos })
        await left.publish('c1/a/y', new Uint8Array([0x68, 0x69]), { qos })
        expect(await one.until(seen => seen.length >= 1)).toEqual(['c1/a/x=hello'])
        expect(await two.until(seen => seen.length >= 2)).toEqual(['c1/a/x=hello', 'c1/a/y=hi'])
        expect(await other.until(seen => seen.length >= 1)).toEqual(['c1/a/y=hi'])
        for (const end of ends) await end()
      },
    )

    test('retained messages come first and are marked; later ones are not', async () => {
      await left.publish('c2/state', 'old', { qos: 1, retain: true })
      await left.publish('c2/state', 'kept', { qos: 1, retain: true })
      const got = collector()
      const end = await right.subscribe('c2/#', got.handler)
      await got.until(seen => seen.length >= 1)
      await left.publish('c2/state', 'live', { qos: 1, retain: true })
      expect(await got.until(seen => seen.length >= 2)).toEqual(['c2/state=kept', 'c2/state=live'])
      expect(got.messages.map(({ retain }) => retain)).toEqual([true, false])
      await end()
    })

    test('an empty retained message forgets the topic', async () => {
      await left.publish('c3/gone', 'x', { qos: 1, retain: true })
      await left.publish('c3/gone', '', { qos: 1, retain: true })
      await left.publish('c3/here', 'y', { qos: 1, retain: true })
      const got = collector()
      const end = await right.subscribe('c3/#', got.handler)
      expect(await got.until(seen => seen.length >= 1)).toEqual(['c3/here=y'])
      await end()
    })

    test.each([true, false])('one handler at a time, in order (beforeAck %s)', async beforeAck => {
      let running = 0
      let most = 0
      const order: number[] = []
      const done = latch(50)
      const end = await right.subscribe(
        `c4/${beforeAck}`,
        async ({ payload }) => {
          most = Math.max(most, ++running)
          await new Promise(resolve => setImmediate(resolve))
          order.push(Number(Buffer.from(payload).toString()))
          running--
          done.hit()
        },
        { qos: 1, beforeAck },
      )
      await Promise.all(
        Array.from({ length: 50 }, (_, i) => left.publish(`c4/${beforeAck}`, String(i), { qos: 1 })),
      )
      await done.opened
      expect(most).toBe(1)
      expect(order).toEqual(Array.from({ length: 50 }, (_, i) => i))
      await end()
    })

    test('up to `atOnce` beforeAck handlers wait together, begun in order', async () => {
      const begun: number[] = []
      let open = () => {}
      const gate = new Promise<void>(resolve => (open = resolve))
      const full = latch(8)
      const all = latch(12)
      const end = await right.subscribe(
        'c4/together',
        async ({ payload }) => {
          begun.push(Number(Buffer.from(payload).toString()))
          full.hit()
          all.hit()
          await gate
        },
        { qos: 1, beforeAck: true, atOnce: 8 },
      )
      const sent = Promise.all(
        Array.from({ length: 12 }, (_, i) => left.publish('c4/together', String(i), { qos: 1 })),
      )
      await full.opened
      await new Promise(resolve => setImmediate(resolve))
      expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      open()
      await Promise.all([sent, all.opened])
      expect(begun).toEqual(Array.from({ length: 12 }, (_, i) => i))
      await end()
    })

    test('two subscribers that answer each other in their handlers never stand still', async () => {
      const done = latch()
      const ends = [
        await left.subscribe('c5/ping', async ({ payload }) => {
          const n = Number(Buffer.from(payload).toString())
          if (n >= 20) done.hit()
          else await left.publish('c5/pong', String(n + 1), { qos: 1 })
        }),
        await right.subscribe('c5/pong', async ({ payload }) => {
          await right.publish('c5/ping', Buffer.from(payload), { qos: 1 })
        }),
      ]
      await left.publish('c5/ping', '0', { qos: 1 })
      await done.opened
      for (const end of ends) await end()
    })

    test('a beforeAck handler may publish and wait for it', async () => {
      const got = collector()
      const ends = [
        await right.subscribe('c6/stored', got.handler),
        await right.subscribe(
          'c6/up',
          async () => {
            await right.publish('c6/stored', 'seq 1', { qos: 1 })
          },
          { qos: 1, beforeAck: true },
        ),
      ]
      await left.publish('c6/up', 'batch', { qos: 1 })
      expect(await got.until(seen => seen.length >= 1)).toEqual(['c6/stored=seq 1'])
      for (const end of ends) await end()
    })

    test('a handler that throws does not end its subscription', async () => {
      const got = collector()
      const end = await right.subscribe('c7', message => {
        got.handler(message)
        if (got.seen.length === 1) throw new Error('first one fails')
      })
      await left.publish('c7', 'one', { qos: 1 })
      await left.publish('c7', 'two', { qos: 1 })
      expect(await got.until(seen => seen.length >= 2)).toEqual(['c7=one', 'c7=two'])
      await end()
    })

    test('nothing comes after unsubscribing', async () => {
      const ended = collector()
      const witness = collector()
      const end = await right.subscribe('c8', ended.handler)
      const endWitness = await right.subscribe('c8', witness.handler)
      await end()
      await left.publish('c8', 'late', { qos: 1 })
      await witness.until(seen => seen.length >= 1)
      expect(ended.seen).toEqual([])
      await endWitness()
    })

    test.each(['', 'a/#', '+/b'])('"%s" is no topic to publish to', async topic => {
      await expect(left.publish(topic, 'x')).rejects.toMatchObject({ code: 'bus-topic' })
    })

    test.each(['', 'a/#/b', 'a+/b', 'a/b#'])('"%s" is no filter to subscribe to', async filter => {
      await expect(left.subscribe(filter, () => {})).rejects.toMatchObject({ code: 'bus-topic' })
    })

    test('a closed bus says so', async () => {
      expect(left.connected).toBe(true)
      const changes: boolean[] = []
      left.onConnection(connected => changes.push(connected))
      await left.close()
      expect(left.connected).toBe(false)
      expect(changes).toEqual([false])
      await expect(left.publish('c9', 'x', { qos: 1 })).rejects.toMatchObject({ code: 'bus-down' })
    })
  })
}
