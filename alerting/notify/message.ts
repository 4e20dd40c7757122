import type { Instant } from '../../model/time.ts'
import type { NotifyTopic } from './config.ts'

/** One message to one channel. */
export interface Message {
  /** Unique: sent twice it is the same message (idempotency key of webhooks). */
  key: string
  channel: string
  topic: NotifyTopic | 'escalation'
  /** The alarm, ticket or notice it is about. */
  about: string
  title: string
  text: string
  priority: number
  at: Instant
}

/** What can happen to a message. */
export type NotifyFact =
  | { type: 'notify.queued'; message: Message }
  | { type: 'notify.sent'; keys: string[]; tries: number; at: Instant }
  | { type: 'notify.failed'; keys: string[]; tries: number; at: Instant; error: string }

/** Messages that wait, and what has been said of late. */
export interface Outbox {
  waiting: Map<string, Message>
  /** When a channel was last told of an alarm, ticket or notice: `channel about`. */
  lastTold: Map<string, Instant>
  /** Newest deliveries, for the log that people see. */
  log: readonly Delivery[]
}

export interface Delivery {
  key: string
  channel: string
  about: string
  title: string
  queuedAt: Instant
  doneAt: Instant
  tries: number
  error?: string
}

/** Deliveries kept in memory; older ones are in the journal. */
const LOGGED = 500
/** Subjects remembered for `repeatAfter`. */
const REMEMBERED = 20_000

/** Nothing to be told. */
export function emptyOutbox(): Outbox {
  return { waiting: new Map(), lastTold: new Map(), log: [] }
}

/** Takes a fact in. */
export function applyToOutbox(outbox: Outbox, fact: NotifyFact): void {
  if (fact.type === 'notify.queued') {
    const { message } = fact
    outbox.waiting.set(message.key, message)
    const subject = `${message.channel} ${message.about}`
    outbox.lastTold.delete(subject)
    outbox.lastTold.set(subject, message.at)
    if (outbox.lastTold.size > REMEMBERED) outbox.lastTold.delete(outbox.lastTold.keys().next().value!)
    return
  }
  const done = fact.keys.flatMap((key): Delivery[] => {
    const message = outbox.waiting.get(key)
    outbox.waiting.delete(key)
    if (!message) return []
    const { channel, about, title, at } = message
    const error = fact.type === 'notify.failed' ? { error: fact.error } : {}
    return [{ key, channel, about, title, queuedAt: at, doneAt: fact.at, tries: fact.tries, ...error }]
  })
  outbox.log = [...outbox.log, ...done].slice(-LOGGED)
}
