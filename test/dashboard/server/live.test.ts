import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LiveValue } from '../../../model/live.ts'
import { openScreen, type Screen, screenOf } from './screen.ts'
import { alarmOf, NOON, startTown, type TestTown, ticketOf } from './town.ts'

let town: TestTown
const screens: Screen[] = []
beforeEach(async () => {
  town = await startTown()
})
afterEach(async () => {
  for (const { socket } of screens.splice(0)) socket.terminate()
  await town.stop()
})

const open = async (person?: string) => {
  const screen = await screenOf(town, person)
  screens.push(screen)
  return screen
}
/** As ingest would: it knows the value, and says so. */
const measure = async (...values: LiveValue[]) => {
  const newest = new Map([...town.present.latest, ...values].map(value => [value[0], value]))
  town.present.latest = [...newest.values()]
  await town.bus.publish(town.topics.live('Z-1'), JSON.stringify({ sent: NOON, values }))
}
const raise = (id: string) => town.bus.publish(town.topics.alarm(id), JSON.stringify(alarmOf(id)), { qos: 1 })
/** Time passes until something that was said before it has certainly been sent. */
const halfSecond = () => town.clock.advance(500)

describe('who may listen', () => {
  test.each([
    ['nobody', {}, '401'],
    ['a wrong token', { authorization: 'Bearer nonsense' }, '401'],
  ])('%s is refused with %j → %s', async (_who, headers, status) => {
    await expect(openScreen(town, headers)).rejects.toThrow(status)
  })

  test('a page of another site is refused though the browser sends the cookie', async () => {
    const cookie = await town.cookieOf('li')
    await expect(openScreen(town, { cookie, origin: 'http://evil.example' })).rejects.toThrow('403')
    await expect(openScreen(town, { cookie })).rejects.toThrow('403')
  })

  test('a program listens by its token', async () => {
    const screen = await openScreen(town, { authorization: 'Bearer fixed-token' })
    screens.push(screen)
    screen.ask({ points: '*' })
    expect((await screen.next('snapshot')).now).toBe(NOON)
  })

  test('signing out closes the socket', async () => {
    const cookie = await town.cookieOf('li')
    const screen = await openScreen(town, { cookie, origin: town.base })
    screens.push(screen)
    screen.ask({ points: '*' })
    await screen.next('snapshot')
    town.identity.signOut(cookie.split('=')[1])
    await town.clock.advance(10_000)
    expect(await screen.closed).toBe(4001)
  })

  test.each(['', 'null', '{"type":"subscribe"}', '{"type":"subscribe","points":"all"}', '{"type":"write"}'])(
    'a message that is not understood closes the socket: %s',
    async text => {
      const screen = await open()
      screen.socket.send(text)
      expect(await screen.closed).toBe(4000)
    },
  )
})

describe('what a screen hears', () => {
  test('first a snapshot of what it asked for', async () => {
    town.present.latest = [
      ['a', NOON, 30, 0],
      ['b', NOON, null, 129],
    ]
    town.present.alarms = [alarmOf('burst/P-1')]
    town.present.tickets = [ticketOf('GD-1', 'reported'), ticketOf('GD-0', 'reported', 'closed')]
    const screen = await open()
    screen.ask({ points: ['b'] })
    const snapshot = await screen.next('snapshot')
    expect(snapshot.values).toEqual([['b', NOON, null, 129]])
    expect(snapshot.alarms.map(({ id }) => id)).toEqual(['burst/P-1'])
    expect(snapshot.tickets.map(({ ticket }) => ticket.id)).toEqual(['GD-1'])
  })

  test('as many points as may be asked for, with the longest names', async () => {
    const points = Array.from({ length: 20_000 }, (_, i) => String(i).padStart(96, 'p'))
    town.present.latest = points.slice(0, 3).map(point => [point, NOON, 1, 0])
    const screen = await open()
    screen.ask({ points })
    expect((await screen.next('snapshot')).values.length).toBe(3)
    screen.ask({ points: [...points, 'one more'] })
    expect(await screen.closed).toBe(4000)
  })

  test('nothing before it has asked', async () => {
    const screen = await open()
    await raise('burst/P-1')
    await town.clock.advance(2_000)
    screen.ask({ points: '*' })
    await screen.next('snapshot')
    expect(screen.messages.map(({ type }) => type)).toEqual(['snapshot'])
  })

  test('values at most twice a second, only the newest, only what it asked for', async () => {
    const screen = await open()
    screen.ask({ points: ['a'] })
    await screen.next('snapshot')
    await measure(['a', NOON + 1, 1, 0], ['b', NOON + 1, 9, 0])
    await measure(['a', NOON + 3, 3, 0])
    await measure(['a', NOON + 2, 2, 0])
    await halfSecond()
    expect((await screen.next('values')).values).toEqual([['a', NOON + 3, 3, 0]])
    await halfSecond()
    await screen.next('heartbeat')
    expect(screen.messages.filter(({ type }) => type === 'values').length).toBe(1)
  })

  test('an alarm and a ticket at once, without waiting for anything', async () => {
    const screen = await open()
    screen.ask({ points: [] })
    await screen.next('snapshot')
    await raise('burst/P-1')
    expect((await screen.next('alarm')).alarm.id).toBe('burst/P-1')
    await town.bus.publish(town.topics.ticket('GD-1'), JSON.stringify(ticketOf('GD-1', 'reported')), {
      qos: 1,
    })
    expect((await screen.next('ticket')).ticket.ticket.id).toBe('GD-1')
  })

  test('a heartbeat each second with time, lag and counts', async () => {
    town.present.alarms = [
      alarmOf('burst/P-1', { priority: 1 }),
      alarmOf('low/J-1', { acked: { at: NOON, by: 'li' } }),
      alarmOf('high/J-2', { active: false }),
      alarmOf('flat/J-3', { shelved: { until: NOON + 1e6, at: NOON, by: 'li', reason: 'x' } }),
    ]
    const screen = await open()
    screen.ask({ points: '*' })
    await screen.next('snapshot')
    await town.clock.advance(1_000)
    expect(await screen.next('heartbeat')).toMatchObject({
      now: NOON,
      speed: 1,
      ingestLag: null,
      counts: { unacked: [1, 1, 0, 0], active: [1, 1, 0, 0] },
    })
    await town.bus.publish(town.topics.live('Z-1'), JSON.stringify({ sent: NOON - 700, values: [] }))
    await town.clock.advance(2_000)
    await screen.next('heartbeat')
    expect((await screen.next('heartbeat')).ingestLag).toBe(700)
    await town.clock.advance(30_000)
    await expect.poll(() => screen.messages.at(-1)).toMatchObject({ type: 'heartbeat', ingestLag: null })
  })

  test('the numbering has no gap, whatever is said', async () => {
    const screen = await open()
    screen.ask({ points: ['a'] })
    await screen.next('snapshot')
    for (let i = 1; i <= 4; i++) {
      await measure(['b', NOON + i, i, 0])
      await raise(`burst/P-${i}`)
      await halfSecond()
    }
    await screen.next('heartbeat')
    await screen.next('heartbeat')
    const numbers = screen.messages.map(({ seq }) => seq)
    expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i))
  })

  test('what cannot be read on the bus is left out', async () => {
    const screen = await open()
    screen.ask({ points: '*' })
    await screen.next('snapshot')
    for (const bad of ['', '{', '{"id":5}', 'null']) {
      await town.bus.publish(town.topics.alarm('x'), bad, { qos: 1 })
      await town.bus.publish(town.topics.live('Z-1'), bad)
    }
    await raise('burst/P-1')
    await screen.next('alarm')
    expect(screen.messages.map(({ type }) => type)).toEqual(['snapshot', 'alarm'])
    expect(await town.metrics.getSingleMetricAsString('live_unreadable_total')).toContain(' 8')
  })

  test('another choice of points is answered with a snapshot of them', async () => {
    town.present.latest = [
      ['a', NOON, 1, 0],
      ['b', NOON, 2, 0],
    ]
    const screen = await open()
    screen.ask({ points: ['a'] })
    const { seq } = await screen.next('snapshot')
    screen.ask({ points: ['a', 'b'], since: seq })
    expect((await screen.next('snapshot')).values.map(([point]) => point)).toEqual(['a', 'b'])
  })
})

describe('coming back after a break', () => {
  test('every alarm that was missed comes, and values as they now are', async () => {
    const before = await open()
    before.ask({ points: ['a'] })
    const { seq } = await before.next('snapshot')
    before.socket.terminate()
    await raise('burst/P-1')
    await measure(['a', NOON + 1, 1, 0])
    await halfSecond()
    await measure(['a', NOON + 2, 2, 0])
    await halfSecond()
    await raise('burst/P-2')

    const after = await open()
    after.ask({ points: ['a'], since: seq })
    expect((await after.next('alarm')).alarm.id).toBe('burst/P-1')
    expect((await after.next('alarm')).alarm.id).toBe('burst/P-2')
    const last = after.messages.filter(({ type }) => type === 'values').at(-1)
    const current = last?.type === 'values' && last.values.length > 0 ? last : await after.next('values')
    expect(after.messages.some(({ type }) => type === 'snapshot')).toBe(false)
    const told = after.messages.flatMap(message => (message.type === 'values' ? message.values : []))
    expect(current && told.at(-1)).toEqual(['a', NOON + 2, 2, 0])
    const numbers = after.messages.map(message => message.seq)
    for (const [i, number] of numbers.entries())
      expect(number - (numbers[i - 1] ?? seq)).toBeLessThanOrEqual(1)
  })

  test.each([
    ['a number of another run', (seq: number) => seq + 1_000_000],
    ['a number of before the start', (seq: number) => seq - 1_000_000],
  ])('%s gets a snapshot', async (_what, since) => {
    const before = await open()
    before.ask({ points: '*' })
    const { seq } = await before.next('snapshot')
    const after = await open()
    after.ask({ points: '*', since: since(seq) })
    expect((await after.next('snapshot')).seq).toBe(seq)
  })

  test('a break longer than what is kept gets a snapshot', async () => {
    const before = await open()
    before.ask({ points: '*' })
    const { seq } = await before.next('snapshot')
    before.socket.terminate()
    for (let i = 0; i < 3_000; i++) await raise('burst/P-1')
    const after = await open()
    after.ask({ points: '*', since: seq })
    expect((await after.next('snapshot')).seq).toBe(seq + 3_000)
  })

  test('the server says good-bye when it stops', async () => {
    const screen = await open()
    screen.ask({ points: '*' })
    await screen.next('snapshot')
    const stopped = town.stop()
    expect(await screen.closed).toBe(1001)
    await stopped
    town = await startTown()
  })
})
