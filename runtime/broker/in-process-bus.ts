import type { Aedes, PublishPacket } from 'aedes'
import type { Bus, BusMessage } from '../bus.ts'
import { CodedError } from '../config/problems.ts'
import type { Dispatch } from './dispatch.ts'
import { filterMistake } from './filters.ts'
import type { Sessions } from './sessions.ts'

const bytes = (payload: Uint8Array | string): Buffer =>
  typeof payload === 'string'
    ? Buffer.from(payload)
    : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)

interface Packet {
  topic: string
  payload?: Uint8Array | string
  qos: 0 | 1 | 2
}

/** A message as handlers see it. */
export function busMessage({ topic, payload = '', qos }: Packet, retain: boolean): BusMessage {
  return { topic, payload: bytes(payload), qos, retain }
}

/**
 * A bus attached to the embedded broker in this process. A publish made inside a handler resolves when the broker
 * and the `beforeAck` handlers have it; one made outside also waits for everything that followed from it. A handler
 * must not wait for a publish that somebody else began.
 */
export function inProcessBus(broker: Aedes, dispatch: Dispatch, sessions: Sessions): Bus {
  const ends = new Set<() => Promise<void>>()
  const listeners = new Set<(connected: boolean) => void>()
  let open = true
  let underWay = 0

  const assertOpen = () => {
    if (!open || broker.closed) throw new CodedError('bus-down', 'the embedded broker has stopped')
  }

  const send = (message: Pick<PublishPacket, 'topic' | 'payload' | 'qos' | 'retain'>) =>
    new Promise<void>((resolve, reject) =>
      broker.publish({ cmd: 'publish', dup: false, ...message }, error =>
        error ? reject(new CodedError('bus-down', error.message, { cause: error })) : resolve(),
      ),
    )

  return {
    publish: async (topic, payload, { qos = 0, retain = false } = {}) => {
      assertOpen()
      if (topic === '' || /[#+]/.test(topic)) throw new CodedError('bus-topic', `not a topic: "${topic}"`)
      if (qos === 1) dispatch.assertRoom(topic, underWay)
      const data = bytes(payload)
      underWay++
      try {
        const handled = dispatch.beforeAck({ topic, payload: data, qos, retain: false })
        if (handled) await handled
        await send({ topic, payload: data, qos, retain })
      } finally {
        underWay--
      }
    },

    subscribe: async (filter, handler, { beforeAck = false, atOnce } = {}) => {
      assertOpen()
      const mistake = filterMistake(filter)
      if (mistake) throw new CodedError('bus-topic', `topic filter "${filter}" ${mistake}`)
      const subscriber = dispatch.add(filter, handler, beforeAck, atOnce)
      const retained: BusMessage[] = []
      for await (const packet of sessions.retained(filter)) {
        retained.push(busMessage(packet, true))
      }
      dispatch.release(subscriber, retained)
      const end = async () => {
        dispatch.remove(subscriber)
        ends.delete(end)
      }
      ends.add(end)
      return end
    },

    get connected() {
      return open && !broker.closed
    },
    onConnection: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {
      if (!open) return
      open = false
      for (const end of [...ends]) await end()
      for (const listener of listeners) listener(false)
    },
  }
}
