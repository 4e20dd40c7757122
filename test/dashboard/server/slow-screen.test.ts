import { beforeEach, describe, expect, test } from 'vitest'
import { LiveClient, type LiveEvent } from '../../../dashboard/server/live/client.ts'
import type { LiveMessage, LiveValue } from '../../../model/live.ts'

/** A screen whose network takes nothing until `buffered` is let down. */
let buffered: number
let sent: LiveMessage[]
let closed: number | undefined
let now: number
let dropped: number
let client: LiveClient
let seq: number

beforeEach(() => {
  buffered = 0
  sent = []
  closed = undefined
  now = 0
  dropped = 0
  seq = 0
  client = new LiveClient(
    {
      send: text => void sent.push(JSON.parse(text)),
      get bufferedAmount() {
        return buffered
      },
      close: code => {
        closed = code
      },
    },
    {
      now: () => now,
      heartbeat: number => ({
        type: 'heartbeat',
        seq: number,
        now,
        speed: 1,
        ingestLag: null,
        counts: { unacked: [0, 0, 0, 0], active: [0, 0, 0, 0] },
      }),
      onDropped: count => {
        dropped += count
      },
    },
  )
  client.want('*')
})

const say = (event: (seq: number) => LiveEvent) => client.push(event(++seq))
const values = (...list: LiveValue[]) => say(n => ({ seq: n, type: 'values', values: list }))
const alarm = (id: string) =>
  say(n => ({ seq: n, type: 'said', text: JSON.stringify({ type: 'alarm', seq: n, alarm: { id } }) }))
const blocked = () => {
  buffered = 10_000_000
}
const free = () => {
  buffered = 0
  client.drain()
}
const told = () =>
  sent.map(message =>
    message.type === 'values'
      ? `${message.seq} ${message.values.map(([point, , value]) => `${point}=${value}`).join(' ')}`.trim()
      : message.type === 'alarm'
        ? `${message.seq} !${message.alarm.id}`
        : `${message.seq} ${message.type}`,
  )

describe('a slow screen', () => {
  test('loses old values, never an alarm, and sees no gap', () => {
    values(['a', 1, 1, 0])
    blocked()
    values(['a', 2, 2, 0], ['b', 2, 20, 0])
    alarm('burst')
    values(['a', 3, 3, 0])
    alarm('low')
    values(['a', 4, 4, 0])
    expect(told()).toEqual(['1 a=1'])
    free()
    expect(told()).toEqual(['1 a=1', '2', '3 !burst', '4', '5 !low', '6 a=4 b=20'])
    expect(dropped).toBe(2)
  })

  test('hears the time as it is when it is ready, not as it was', () => {
    blocked()
    say(n => ({ seq: n, type: 'heartbeat' }))
    now = 9_000
    free()
    expect(sent).toMatchObject([{ type: 'heartbeat', seq: 1, now: 9_000 }])
  })

  test('is given up when it takes nothing for half a minute', () => {
    blocked()
    alarm('burst')
    now = 30_000
    client.drain()
    expect(closed).toBeUndefined()
    now = 30_001
    client.drain()
    expect(closed).toBe(4008)
    alarm('low')
    free()
    expect(sent).toEqual([])
  })

  test('is given up when too much waits for it', () => {
    blocked()
    for (let i = 0; i < 5_000; i++) alarm(`a${i}`)
    expect(closed).toBeUndefined()
    alarm('one more')
    expect(closed).toBe(4008)
  })

  test('values that wait stay as many as there are points', () => {
    blocked()
    for (let i = 0; i < 1_000; i++) values(['a', i, i, 0], ['b', i, i, 0])
    free()
    const full = sent.filter(message => message.type === 'values' && message.values.length > 0)
    expect(full.map(({ seq: n }) => n)).toEqual([1_000])
    expect(sent.length).toBe(1_000)
  })
})
