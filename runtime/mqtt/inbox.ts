import type { Logger } from 'pino'
import { type Filter, levelsOf, matches } from '../broker/filters.ts'
import type { BusHandler, BusMessage } from '../bus.ts'
import { Line } from './line.ts'

/** One subscription at an outside broker: its handler runs one message at a time (or `atOnce`), begun in order. */
export interface Subscription {
  readonly text: string
  readonly filter: Filter
  readonly handler: BusHandler
  readonly beforeAck: boolean
  readonly qos: 0 | 1
  readonly atOnce: number
  readonly waiting: Line<Waiting>
  running: number
}

interface Waiting {
  message: BusMessage
  /** Done or failed; absent when the message has already been acknowledged. */
  settle?: (error?: unknown) => void
}

/** Acknowledges a message to the broker. */
type Acknowledge = () => void

export interface InboxOptions {
  log: Logger
  /** Messages that may wait for one subscription before they stay unacknowledged. */
  limit: number
  /** Real ms a message that nobody has subscribed to yet is kept for a subscriber. */
  grace: number
  /** A handler refused: the broker must send again. */
  onRefused(error: unknown): void
  onShed(): void
}

/** Topics whose subscriptions are remembered. */
const MOST_TOPICS = 20_000

interface Unclaimed {
  message: BusMessage
  acknowledge: Acknowledge
}

/** Takes what an outside broker sends to the handlers, and acknowledges when they are done. */
export class Inbox {
  private readonly subscriptions = new Set<Subscription>()
  private readonly options: InboxOptions
  /** Who wants a topic, while the subscriptions stay as they are. */
  private readonly targets = new Map<string, readonly Subscription[]>()
  /** A kept session delivers before the program has subscribed again. */
  private unclaimed: Unclaimed[] = []
  private graceTimer: NodeJS.Timeout | undefined

  constructor(options: InboxOptions) {
    this.options = options
  }

  add(text: string, handler: BusHandler, qos: 0 | 1, beforeAck: boolean, atOnce = 1): Subscription {
    const added: Subscription = {
      text,
      filter: levelsOf(text),
      handler,
      qos,
      beforeAck,
      atOnce: beforeAck ? atOnce : 1,
      waiting: new Line(),
      running: 0,
    }
    this.subscriptions.add(added)
    this.targets.clear()
    const held = this.unclaimed
    this.unclaimed = []
    for (const { message, acknowledge } of held) this.take(message, acknowledge)
    return added
  }

  remove(subscription: Subscription): void {
    this.subscriptions.delete(subscription)
    this.targets.clear()
    for (const { settle } of subscription.waiting.clear()) settle?.()
  }

  /** Filters in use with the highest quality of service asked for. */
  filters(): Map<string, 0 | 1> {
    const filters = new Map<string, 0 | 1>()
    for (const { text, qos } of this.subscriptions) filters.set(text, qos || (filters.get(text) ?? 0))
    return filters
  }

  uses(filter: string): boolean {
    return [...this.subscriptions].some(({ text }) => text === filter)
  }

  /** Starts the time after which messages that nobody wants are acknowledged and forgotten. */
  connected(): void {
    clearTimeout(this.graceTimer)
    this.graceTimer = setTimeout(() => this.dropUnclaimed(), this.options.grace)
    this.graceTimer.unref()
  }

  /** Forgets what the broker will send again because it was not acknowledged. */
  disconnected(): void {
    clearTimeout(this.graceTimer)
    this.unclaimed = []
    for (const { waiting } of this.subscriptions) waiting.clear(({ settle }) => settle === undefined)
  }

  close(): void {
    this.disconnected()
    for (const subscription of [...this.subscriptions]) this.remove(subscription)
  }

  /** Takes a message. QoS 0 comes without `acknowledge` and is left out when its subscription is too slow. */
  take(message: BusMessage, acknowledge?: Acknowledge): void {
    const targets = this.targetsOf(message.topic)
    if (targets.length === 0) {
      if (acknowledge) this.hold({ message, acknowledge })
      return
    }
    if (!acknowledge) {
      for (const target of targets) this.enqueue(target, message)
      return
    }
    let open = targets.length
    let refused = false
    const settle = (error?: unknown) => {
      if (refused) return
      refused = error !== undefined
      if (refused) {
        this.options.log.error({ err: error, topic: message.topic }, 'a message is not acknowledged')
        this.options.onRefused(error)
      } else if (--open === 0) acknowledge()
    }
    for (const target of targets) this.enqueue(target, message, settle)
  }

  private targetsOf(topic: string): readonly Subscription[] {
    let targets = this.targets.get(topic)
    if (!targets) {
      const levels = levelsOf(topic)
      targets = [...this.subscriptions].filter(({ filter }) => matches(filter, levels))
      if (this.targets.size >= MOST_TOPICS) this.targets.clear()
      this.targets.set(topic, targets)
    }
    return targets
  }

  private hold(unclaimed: Unclaimed): void {
    const { limit, onRefused } = this.options
    if (this.graceTimer && this.unclaimed.length < limit) this.unclaimed.push(unclaimed)
    else if (this.graceTimer) onRefused(new Error(`${limit} messages without a subscriber`))
    else unclaimed.acknowledge()
  }

  private dropUnclaimed(): void {
    this.graceTimer = undefined
    const dropped = this.unclaimed.splice(0)
    if (dropped.length === 0) return
    const { topic } = dropped[0]!.message
    this.options.log.warn({ count: dropped.length, topic }, 'messages of an old subscription are dropped')
    for (const { acknowledge } of dropped) acknowledge()
  }

  /** @param settle told when the message may be acknowledged as far as this subscription is concerned */
  private enqueue(subscription: Subscription, message: BusMessage, settle?: (error?: unknown) => void): void {
    const full = subscription.waiting.length >= this.options.limit
    if (!settle && full) {
      this.options.onShed()
      return
    }
    const waits = settle && (subscription.beforeAck || full)
    subscription.waiting.push(waits ? { message, settle } : { message })
    void this.run(subscription)
    if (!waits) settle?.()
  }

  private async run(subscription: Subscription): Promise<void> {
    if (subscription.running >= subscription.atOnce) return
    subscription.running++
    for (let next = subscription.waiting.shift(); next; next = subscription.waiting.shift()) {
      const { message, settle } = next
      try {
        await subscription.handler(message)
        settle?.()
      } catch (error) {
        if (settle && subscription.beforeAck) settle(error)
        else {
          settle?.()
          this.options.log.error({ err: error, topic: message.topic }, 'a subscriber failed on a message')
        }
      }
    }
    subscription.running--
  }
}
