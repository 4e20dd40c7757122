import { beforeEach, describe, expect, test } from 'vitest'
import { Dispatch } from '../../runtime/broker/dispatch.ts'
import type { BusHandler } from '../../runtime/bus.ts'
import { createLog } from '../../runtime/log.ts'

let order: string[]
let log: string[]
let dispatch: Dispatch

beforeEach(() => {
  order = []
  log = []
  const destination = { write: (line: string) => void log.push(JSON.parse(line).msg) }
  dispatch = new Dispatch({ log: createLog({ destination }), limit: 10, onShed: () => {}, patience: 30 })
})

const on = (filter: string, handler: BusHandler, beforeAck = false) =>
  dispatch.release(dispatch.add(filter, handler, beforeAck), [])
/** What the in-process bus does for a publish. */
const publish = async (topic: string, qos: 0 | 1 = 1) => {
  const message = { topic, payload: new Uint8Array(), qos, retain: false }
  await dispatch.beforeAck(message)
  await dispatch.deliver(message)
}
/** A handler that notes its begin and end, with a turn of the event loop between. */
const noting =
  (name: string, within: () => Promise<void> = async () => {}): BusHandler =>
  async () => {
    order.push(`${name} begins`)
    await new Promise(resolve => setImmediate(resolve))
    await within()
    order.push(`${name} ends`)
  }

describe('publishing outside a handler', () => {
  test('waits for all that follows from it', async () => {
    on(
      'reading',
      noting('ingest', () => publish('detection')),
    )
    on(
      'detection',
      noting('alerting', () => publish('alarm')),
    )
    on('alarm', noting('dashboard'))
    await publish('reading')
    expect(order.filter(step => step.endsWith('ends')).sort()).toEqual([
      'alerting ends',
      'dashboard ends',
      'ingest ends',
    ])
  })

  test('waits no longer than its patience for handlers, and says so', async () => {
    on('stuck', () => new Promise(() => {}))
    await publish('stuck')
    expect(log).toEqual(['handlers of this message are slow; its publisher waits no longer'])
  })

  test('does not fail because a handler does', async () => {
    on('x', () => Promise.reject(new Error('handler bug')))
    await publish('x')
    expect(log).toEqual(['a subscriber failed on a message'])
  })
})

describe('publishing inside a handler', () => {
  test('to oneself does not stand still', async () => {
    let left = 3
    on('loop', async () => {
      order.push(`turn ${left}`)
      if (--left > 0) await publish('loop')
    })
    await publish('loop')
    expect(order).toEqual(['turn 3', 'turn 2', 'turn 1'])
  })

  test('crosswise at the same time does not stand still', async () => {
    on(
      'a',
      noting('a', () => (order.length < 8 ? publish('b') : Promise.resolve())),
    )
    on(
      'b',
      noting('b', () => (order.length < 8 ? publish('a') : Promise.resolve())),
    )
    await Promise.all([publish('a'), publish('b')])
    expect(order.length).toBeGreaterThanOrEqual(8)
    expect(log).toEqual([])
  })

  test('waits for a beforeAck handler, because that is what its acknowledgement means', async () => {
    on(
      'reading',
      noting('ingest', () => publish('detection')),
      true,
    )
    on('detection', noting('journal'), true)
    await publish('reading')
    expect(order).toEqual(['ingest begins', 'journal begins', 'journal ends', 'ingest ends'])
  })

  test('a beforeAck handler that fails is heard by who publishes, inside a handler too', async () => {
    let heard: unknown
    on('reading', async () => {
      await publish('detection').catch(error => (heard = error))
    })
    on('detection', () => Promise.reject(new Error('journal down')), true)
    await publish('reading')
    expect(heard).toMatchObject({ message: 'journal down' })
  })

  test('beforeAck handlers that wait for themselves are told, instead of standing still', async () => {
    on('a', () => publish('a'), true)
    await expect(publish('a')).rejects.toMatchObject({ code: 'bus-loop' })
  })

  test('beforeAck handlers that wait for each other are told, whoever began', async () => {
    const turn = () => new Promise(resolve => setImmediate(resolve))
    on('a', () => turn().then(() => publish('b')), true)
    on('b', () => turn().then(() => publish('a')), true)
    const outcomes = await Promise.allSettled([publish('a'), publish('b')])
    expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true)
    const reasons = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(new Set(reasons)).toEqual(new Set(['bus-loop']))
  })

  test('what a finished handler left running publishes as if from outside', async () => {
    let later = () => {}
    const told = new Promise<string[]>(resolve => {
      on('first', () => {
        later = () => void publish('second').then(() => resolve([...order]))
        setTimeout(() => later(), 5)
      })
    })
    on('second', noting('second'))
    await publish('first')
    expect(await told).toEqual(['second begins', 'second ends'])
  })
})

test('retained messages come before what came meanwhile', async () => {
  const subscriber = dispatch.add('#', ({ topic }) => void order.push(topic), false)
  const live = publish('live')
  dispatch.release(subscriber, [{ topic: 'retained', payload: new Uint8Array(), qos: 1, retain: true }])
  await live
  expect(order).toEqual(['retained', 'live'])
})

test.each([
  ['', false],
  [', for handlers that must finish before the acknowledgement', true],
])('a topic published before is heard by who comes, and no more by who leaves%s', async (_who, beforeAck) => {
  const subscribe = (name: string) => {
    const subscriber = dispatch.add('zone/+', () => void order.push(name), beforeAck)
    dispatch.release(subscriber, [])
    return () => dispatch.remove(subscriber)
  }
  const leave = subscribe('first')
  await publish('zone/1')
  subscribe('second')
  await publish('zone/1')
  leave()
  await publish('zone/1')
  expect(order).toEqual(['first', 'first', 'second', 'second'])
})
