import type { Logger } from 'pino'
import type { Topics } from '../model/topics.ts'
import type { Bus } from '../runtime/bus.ts'

/** Tells the bus which alarms and tickets changed. */
export interface Announcer {
  tell(alarms: Iterable<string>, tickets: Iterable<string>): void
  /** Resolves when everything has been told, or the bus is away. */
  settled(): Promise<void>
  stop(): void
}

/** Messages under way at once. */
const AT_ONCE = 200

/**
 * Publishes each changed alarm and ticket as it stands when its turn comes: changes that come faster than the bus
 * takes them are conflated, so what waits is never more than there are alarms and tickets. While the bus is away
 * they are kept, and told when it is back.
 */
export function announcer(options: {
  bus: Bus
  topics: Topics
  log: Logger
  /** The message of an alarm or ticket as it now stands. */
  alarm(id: string): unknown
  ticket(id: string): unknown
}): Announcer {
  const { bus, topics, log } = options
  const dirty = new Map<string, () => unknown>()
  let working: Promise<void> | undefined
  let stopped = false

  const say = async (topic: string, body: () => unknown) => {
    try {
      await bus.publish(topic, JSON.stringify(body()), { qos: 1 })
    } catch (error) {
      if (!dirty.has(topic)) dirty.set(topic, body)
      throw error
    }
  }
  const work = async () => {
    while (dirty.size > 0 && bus.connected && !stopped) {
      const some = [...dirty].slice(0, AT_ONCE)
      for (const [topic] of some) dirty.delete(topic)
      const told = await Promise.allSettled(some.map(([topic, body]) => say(topic, body)))
      const failed = told.find(result => result.status === 'rejected')
      if (failed) {
        log.warn({ err: failed.reason, waiting: dirty.size }, 'alarm and ticket changes wait for the bus')
        break
      }
    }
    working = undefined
  }
  const wake = () => {
    working ??= Promise.resolve().then(work)
  }
  const unlisten = bus.onConnection(connected => {
    if (connected) wake()
  })

  return {
    tell: (alarms, tickets) => {
      for (const id of alarms) dirty.set(topics.alarm(id), () => options.alarm(id))
      for (const id of tickets) dirty.set(topics.ticket(id), () => options.ticket(id))
      if (dirty.size > 0) wake()
    },
    settled: async () => {
      while (working) await working
    },
    stop: () => {
      stopped = true
      unlisten()
    },
  }
}
