import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Alarm } from '../../../model/alarm.ts'
import { TicketView } from '../../../model/ticket.ts'
import type { Topics } from '../../../model/topics.ts'
import type { Bus, BusMessage } from '../../../runtime/bus.ts'
import { atMostEvery } from '../../../runtime/log.ts'
import { counter } from '../../../runtime/metrics.ts'

const LiveValues = Type.Object({
  sent: Type.Number(),
  values: Type.Array(
    Type.Tuple([Type.String(), Type.Number(), Type.Union([Type.Number(), Type.Null()]), Type.Number()]),
  ),
})

/** Who hears what the bus says of the present. */
export interface LiveListener {
  takeValues(values: Static<typeof LiveValues>): void
  takeAlarm(alarm: Alarm): void
  takeTicket(view: TicketView): void
}

/** Listens on the bus for live values, alarms and tickets. What cannot be read is counted and left out. */
export async function liveFeed(
  { bus, topics, log, metrics }: { bus: Bus; topics: Topics; log: Logger; metrics: Registry },
  listener: LiveListener,
): Promise<() => Promise<void>> {
  const unreadable = counter(metrics, 'live_unreadable_total', 'Messages on the bus that could not be read')
  const sparingly = atMostEvery(60_000)
  const reading = <T extends TSchema>(schema: T, take: (value: Static<T>) => void) => {
    const validator = Compile(schema)
    return ({ topic, payload }: BusMessage) => {
      const value = parsed(payload)
      if (validator.Check(value)) return take(value as Static<T>)
      unreadable.inc()
      sparingly(topic, () => log.warn({ topic }, 'a live message could not be read'))
    }
  }
  const ends = [
    await bus.subscribe(
      topics.lives,
      reading(LiveValues, values => listener.takeValues(values)),
      { qos: 0 },
    ),
    await bus.subscribe(
      topics.alarms,
      reading(Alarm, alarm => listener.takeAlarm(alarm)),
      { qos: 1 },
    ),
    await bus.subscribe(
      topics.tickets,
      reading(TicketView, view => listener.takeTicket(view)),
      { qos: 1 },
    ),
  ]
  return async () => {
    for (const end of ends) await end()
  }
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'))
  } catch {
    return undefined
  }
}
