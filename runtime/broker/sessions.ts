import createPersistence from 'aedes-persistence'
import type { BrokerLimits } from './limits.ts'

/** The parts of a packet that count here. */
interface Packet {
  topic: string
  /** Absent in the second half of a QoS 2 hand-shake. */
  payload?: Uint8Array | string
  messageId?: number
}
interface ClientId {
  id: string
}

/** aedes's in-memory persistence by its promises, which its own types do not describe. */
interface Persistence {
  setup(broker: unknown): Promise<void>
  storeRetained(packet: Packet): Promise<void>
  createRetainedStreamCombi(filters: string[]): AsyncIterable<Packet & { qos: 0 | 1 | 2 }>
  cleanSubscriptions(client: ClientId): Promise<void>
  outgoingEnqueueCombi(sessions: { clientId: string }[], packet: Packet): Promise<void>
  outgoingClearMessageId(client: ClientId, packet: { messageId?: number }): Promise<Packet | undefined>
  outgoingStream(client: ClientId): AsyncIterable<Packet>
}

/** Why something was not kept. */
export type Left = 'session-full' | 'retained-full'

/** aedes's in-memory persistence with limits. */
export interface Sessions {
  /** For aedes. */
  persistence: unknown
  retained(filter: string): AsyncIterable<Packet & { qos: 0 | 1 | 2 }>
  /** Notes that a client with a kept session is here; may forget the one longest absent. */
  keep(id: string, isHere: (id: string) => boolean): Promise<void>
  /** Forgets a client's session: it came back with `clean: true`. */
  forget(id: string): Promise<void>
  readonly bytes: number
  readonly retainedTopics: number
}

const size = ({ payload }: Packet) => payload?.length ?? 0

/** Puts limits around aedes's in-memory persistence, which has none. `onLeft` hears of what was not kept. */
export function boundedSessions(limits: BrokerLimits, onLeft: (why: Left, id: string) => void): Sessions {
  const inner = (createPersistence as unknown as () => Persistence)()
  const queued = new Map<string, { messages: number; bytes: number }>()
  const retained = new Map<string, number>()
  const known = new Set<string>()
  let bytes = 0
  let retainedBytes = 0

  const count = (id: string, messages: number, added: number) => {
    const session = queued.get(id) ?? { messages: 0, bytes: 0 }
    session.messages += messages
    session.bytes += added
    bytes += added
    if (session.messages > 0) {
      queued.set(id, session)
    } else {
      queued.delete(id)
      // A QoS 2 message loses its payload half-way; an empty queue holds nothing.
      bytes -= session.bytes
    }
  }

  const enqueue = inner.outgoingEnqueueCombi.bind(inner)
  inner.outgoingEnqueueCombi = async (sessions, packet) => {
    const taken = sessions.filter(({ clientId }) => {
      const full =
        (queued.get(clientId)?.messages ?? 0) >= limits.messagesPerSession ||
        bytes + size(packet) > limits.sessionBytes
      if (full) onLeft('session-full', clientId)
      else count(clientId, 1, size(packet))
      return !full
    })
    if (taken.length > 0) await enqueue(taken, packet)
  }

  const clear = inner.outgoingClearMessageId.bind(inner)
  inner.outgoingClearMessageId = async (client, packet) => {
    const cleared = await clear(client, packet)
    if (cleared) count(client.id, -1, -size(cleared))
    return cleared
  }

  const store = inner.storeRetained.bind(inner)
  inner.storeRetained = async packet => {
    const before = retained.get(packet.topic)
    const after = size(packet)
    const full =
      (before === undefined && retained.size >= limits.retained) ||
      retainedBytes - (before ?? 0) + after > limits.retainedBytes
    if (after > 0 && full) return onLeft('retained-full', packet.topic)
    retainedBytes += after - (before ?? 0)
    if (after > 0) retained.set(packet.topic, after)
    else retained.delete(packet.topic)
    await store(packet)
  }

  const forget = async (id: string) => {
    known.delete(id)
    await inner.cleanSubscriptions({ id })
    if (!queued.has(id)) return
    // aedes leaves the queue of a forgotten session behind.
    for await (const packet of inner.outgoingStream({ id }))
      await inner.outgoingClearMessageId({ id }, packet)
  }

  return {
    persistence: inner,
    retained: filter => inner.createRetainedStreamCombi([filter]),
    keep: async (id, isHere) => {
      known.delete(id)
      known.add(id)
      if (known.size <= limits.sessions) return
      const absent = [...known].find(other => other !== id && !isHere(other))
      if (absent !== undefined) await forget(absent)
    },
    forget,
    get bytes() {
      return bytes
    },
    get retainedTopics() {
      return retained.size
    },
  }
}
