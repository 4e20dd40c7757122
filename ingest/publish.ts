import type { Logger } from 'pino'
import type { LiveValues } from '../model/live.ts'
import type { Topics } from '../model/topics.ts'
import type { Bus } from '../runtime/bus.ts'
import type { Cancel, TimeSource } from '../runtime/time.ts'
import type { Watermarks } from './intake/watermarks.ts'
import type { Latest } from './latest.ts'

/** Values of one message; more go in several. */
const MOST_VALUES = 2_000

/** Publishes changed values a zone at most every `interval` real ms, however fast time is. */
export function publishLive(
  { bus, topics, time }: { bus: Bus; topics: Topics; time: TimeSource },
  latest: Latest,
  interval: number,
): Cancel {
  const send = async () => {
    if (!bus.connected) return
    for (const [zone, values] of latest.takeChanges()) {
      for (let i = 0; i < values.length; i += MOST_VALUES) {
        const message: LiveValues = { sent: time.now(), values: values.slice(i, i + MOST_VALUES) }
        // The next round carries newer ones: a lost message is not worth a retry.
        await bus.publish(topics.live(zone), JSON.stringify(message)).catch(() => {})
      }
    }
  }
  return time.every(interval * time.speed, send)
}

export interface StoredNotices {
  /** The gateway's watermark may have moved: tell it soon. */
  tell(gateway: string): void
  /** Resolves when everything told has been published, or the bus is down. */
  settled(): Promise<void>
}

/** Tells gateways how far they are stored; however often it moves, one message at a time and only the newest. */
export function publishStored(bus: Bus, topics: Topics, watermarks: Watermarks, log: Logger): StoredNotices {
  const untold = new Set<string>()
  let telling: Promise<void> | undefined
  const tellAll = async () => {
    for (const gateway of untold) {
      untold.delete(gateway)
      const stored = watermarks.stored(gateway)
      if (!stored) continue
      try {
        await bus.publish(topics.stored(gateway), JSON.stringify(stored), { qos: 1, retain: true })
      } catch (error) {
        untold.add(gateway)
        log.debug({ err: error, gateway }, 'watermark not published; again with the connection')
        break
      }
    }
    telling = undefined
  }
  const start = () => {
    // In a turn of its own: a publish inside the handler of the message it answers would wait for that handler.
    telling ??= new Promise<void>(resolve => setImmediate(resolve)).then(tellAll)
  }
  bus.onConnection(connected => {
    if (!connected) return
    for (const gateway of watermarks.gateways()) untold.add(gateway)
    start()
  })
  return {
    tell(gateway) {
      untold.add(gateway)
      start()
    },
    async settled() {
      while (telling) await telling
    },
  }
}
