import { describe, expect, test } from 'vitest'
import { Collection } from '../../../dashboard/web/live/collection.ts'
import { condition } from '../../../dashboard/web/live/condition.ts'
import { Connection, type Socket } from '../../../dashboard/web/live/connection.ts'
import { backoff, freshness } from '../../../dashboard/web/live/freshness.ts'
import { ServerClock } from '../../../dashboard/web/live/server-clock.ts'
import { TagStore } from '../../../dashboard/web/live/tag-store.ts'
import type { LiveMessage } from '../../../model/live.ts'
import { encodeQuality } from '../../../model/quality.ts'

describe('the store of values', () => {
  test('a point that never reported is unknown, not zero', () => {
    const { at, value } = new TagStore().get('P-1')
    expect(value).toBeNull()
    expect(at).toBeNaN()
  })

  test('tells nobody before the flush, and then each watcher once', () => {
    const store = new TagStore()
    const heard: string[] = []
    store.watch('P-1', () => heard.push('P-1'))
    store.watch('P-2', () => heard.push('P-2'))
    store.write([
      ['P-1', 1, 10, 0],
      ['P-1', 2, 11, 0],
    ])
    expect(heard).toEqual([])
    expect(store.flush()).toBe(1)
    expect(heard).toEqual(['P-1'])
    expect(store.get('P-1')).toEqual({ at: 2, value: 11, code: 0 })
    expect(store.flush()).toBe(0)
  })

  test('late data never turn a value back', () => {
    const store = new TagStore()
    store.write([['P-1', 100, 5, 0]])
    store.write([['P-1', 40, 9, 0]])
    expect(store.get('P-1').value).toBe(5)
  })

  test('the same word again is no change', () => {
    const store = new TagStore()
    store.write([['P-1', 1, null, 128]])
    store.flush()
    store.write([['P-1', 1, null, 128]])
    expect(store.flush()).toBe(0)
  })

  test('keeps one object a value, so that a screen is not redrawn for nothing', () => {
    const store = new TagStore()
    store.write([['P-1', 1, 3, 0]])
    expect(store.get('P-1')).toBe(store.get('P-1'))
  })

  test('grows with its points, and a watcher that leaves hears no more', () => {
    const store = new TagStore()
    let heard = 0
    const leave = store.watch('P-999', () => heard++)
    store.write(
      Array.from({ length: 1_000 }, (_, i) => [`P-${i}`, 1, i, 0] as [string, number, number, number]),
    )
    expect(store.flush()).toBe(1_000)
    leave()
    store.write([['P-999', 2, 0, 0]])
    store.flush()
    expect(heard).toBe(1)
    expect(store.get('P-512').value).toBe(512)
  })
})

describe('what may be said of a value', () => {
  const period = 10_000
  const now = 1_000_000
  const good = { at: now, value: 3, code: 0 }
  test.each([
    ['fresh', good, 1, 'good'],
    ['one reading missed', { ...good, at: now - 15_000 }, 1, 'good'],
    ['two intervals and the way to the screen gone by', { ...good, at: now - 22_001 }, 1, 'stale'],
    [
      'the way to the screen is real time, however fast the town lives',
      { ...good, at: now - 30_000 },
      60,
      'good',
    ],
    ['uncertain', { ...good, code: encodeQuality('uncertain', 'spike') }, 1, 'uncertain'],
    ['bad', { ...good, code: encodeQuality('bad', 'sensor-failure') }, 1, 'bad'],
    ['no value is bad, whatever its code', { ...good, value: null }, 1, 'bad'],
    ['never heard', { at: Number.NaN, value: null, code: 128 }, 1, 'never'],
  ])('%s', (_, tag, speed, expected) => {
    expect(condition(tag, period, now, speed)).toBe(expected)
  })
})

describe('freshness', () => {
  test.each([
    [undefined, 'waiting'],
    [0, 'live'],
    [4_400, 'live'],
    [5_000, 'quiet'],
    [14_000, 'quiet'],
    [15_000, 'dead'],
  ])('%s ms of silence: %s', (silence, expected) => {
    expect(freshness(silence === undefined ? undefined : 100_000 - silence, 100_000)).toBe(expected)
  })

  test('tries again after half a second, later at most every eight, never all desks together', () => {
    expect(backoff(0, 0.5)).toBe(500)
    expect(backoff(9, 0.5)).toBe(8_000)
    expect(backoff(3, 0)).not.toBe(backoff(3, 1))
  })
})

describe('the server’s clock', () => {
  test('runs on with the server’s speed between two words, whatever the computer thinks', () => {
    let tick = 0
    const clock = new ServerClock(() => tick, 0)
    clock.set(1_000_000, 60)
    tick = 500
    expect(clock.now()).toBe(1_030_000)
  })

  test('a word that was a moment on the way does not turn it back; a real jump does', () => {
    let tick = 0
    const clock = new ServerClock(() => tick, 0)
    clock.set(10_000, 1)
    tick = 1_000
    clock.set(10_900, 1)
    expect(clock.now()).toBe(11_000)
    clock.set(5_000, 1)
    expect(clock.now()).toBe(5_000)
  })
})

describe('things the stream tells of', () => {
  test('unknown is not empty; what is over is forgotten; the same array until something changes', () => {
    const jobs = new Collection<{ id: string; open: boolean }>(
      job => job.id,
      job => job.open,
    )
    expect(jobs.loaded).toBe(false)
    jobs.replace([
      { id: 'a', open: true },
      { id: 'b', open: false },
    ])
    expect(jobs.loaded).toBe(true)
    const { all } = jobs
    expect(all.map(job => job.id)).toEqual(['a'])
    expect(jobs.all).toBe(all)
    jobs.put({ id: 'a', open: false })
    expect(jobs.all).toEqual([])
  })
})

/** A world in which the network does what the test says. */
function stage() {
  const sockets: (Socket & { sent: { since?: number }[]; closed: boolean })[] = []
  const timers = new Map<number, { at: number; task: () => void }>()
  const taken: string[] = []
  let now = 0
  let serial = 0
  const connection = new Connection(
    {
      open: () => {
        const socket = {
          readyState: 0,
          onopen: null,
          onmessage: null,
          onclose: null,
          sent: [] as { since?: number }[],
          closed: false,
          send(text: string) {
            this.sent.push(JSON.parse(text))
          },
          close() {
            this.closed = true
          },
        } satisfies Socket & { sent: object[]; closed: boolean }
        sockets.push(socket)
        return socket
      },
      now: () => now,
      random: () => 0.5,
      setTimeout: (task, ms) => {
        timers.set(++serial, { at: now + ms, task })
        return serial
      },
      clearTimeout: id => timers.delete(id),
    },
    message => taken.push(`${message.type} ${message.seq}`),
  )
  const last = () => sockets.at(-1)!
  return {
    connection,
    sockets,
    taken,
    last,
    opens: () => {
      Object.assign(last(), { readyState: 1 })
      last().onopen?.()
    },
    says: (message: Partial<LiveMessage>) => last().onmessage?.({ data: JSON.stringify(message) }),
    saysRaw: (data: unknown) => last().onmessage?.({ data }),
    passes: (ms: number) => {
      for (const end = now + ms; now < end; ) {
        now += 250
        for (const [id, timer] of timers) {
          if (timer.at > now) continue
          timers.delete(id)
          timer.task()
        }
        connection.watch()
      }
      return connection.watch()
    },
  }
}

describe('the live connection', () => {
  test('asks for what is shown, takes what comes, and knows it is live', () => {
    const s = stage()
    s.connection.subscribe(['P-1'])
    s.connection.start()
    s.opens()
    expect(s.last().sent).toEqual([{ type: 'subscribe', points: ['P-1'] }])
    s.says({ type: 'snapshot', seq: 7 })
    s.says({ type: 'heartbeat', seq: 8 })
    expect(s.taken).toEqual(['snapshot 7', 'heartbeat 8'])
    expect(s.passes(1_000).freshness).toBe('live')
  })

  test('a gap in the numbering is never passed over: asks anew from what is certain', () => {
    const s = stage()
    s.connection.start()
    s.opens()
    s.says({ type: 'snapshot', seq: 7 })
    s.says({ type: 'alarm', seq: 9 } as Partial<LiveMessage>)
    expect(s.taken).toEqual(['snapshot 7'])
    s.says({ type: 'heartbeat', seq: 10 })
    expect(s.last().sent.filter(ask => ask.since === 7)).toHaveLength(1)
    s.says({ type: 'alarm', seq: 8 } as Partial<LiveMessage>)
    s.says({ type: 'alarm', seq: 9 } as Partial<LiveMessage>)
    expect(s.taken).toEqual(['snapshot 7', 'alarm 8', 'alarm 9'])
  })

  test('a socket that went silent is seen within 5 s, left, and taken up where it was', () => {
    const s = stage()
    s.connection.start()
    s.opens()
    s.says({ type: 'snapshot', seq: 7 })
    expect(s.passes(4_000).freshness).toBe('live')
    expect(s.passes(1_000).freshness).toBe('quiet')
    s.passes(1_000)
    expect(s.sockets).toHaveLength(2)
    expect(s.sockets[0]?.closed).toBe(true)
    expect(s.passes(9_000).freshness).toBe('dead')
    s.opens()
    expect(s.last().sent.at(-1)?.since).toBe(7)
    s.says({ type: 'heartbeat', seq: 8 })
    expect(s.connection.watch()).toMatchObject({ freshness: 'live', attempts: 0 })
  })

  test('a refused connection is tried again, slower each time, until it is stopped', () => {
    const s = stage()
    s.connection.start()
    for (const tries of [2, 3, 4]) {
      s.last().onclose?.()
      s.passes(4_500)
      expect(s.sockets.length).toBeGreaterThanOrEqual(tries)
    }
    expect(s.connection.watch().attempts).toBeGreaterThanOrEqual(3)
    s.connection.stop()
    const before = s.sockets.length
    s.passes(60_000)
    expect(s.sockets).toHaveLength(before)
  })

  test('what is no message is no sign of life', () => {
    const s = stage()
    s.connection.start()
    s.opens()
    s.saysRaw('{"type":')
    s.saysRaw(new ArrayBuffer(4))
    s.says({ seq: 1 })
    expect(s.taken).toEqual([])
    expect(s.connection.watch().freshness).toBe('waiting')
  })

  test('after a sleep it comes back at once', () => {
    const s = stage()
    s.connection.start()
    s.last().onclose?.()
    s.connection.nudge()
    expect(s.sockets).toHaveLength(2)
  })
})
