import { AsyncLocalStorage } from 'node:async_hooks'
import type { Logger } from 'pino'
import type { BusHandler, BusMessage } from '../bus.ts'
import { CodedError } from '../config/problems.ts'
import { type Filter, levelsOf, matches } from './filters.ts'

/** One in-process subscription: its handler runs one message at a time (or `atOnce`), begun in order. */
export interface Subscriber {
  readonly filter: Filter
  readonly handler: BusHandler
  readonly beforeAck: boolean
  readonly atOnce: number
  readonly waiting: Delivery[]
  readonly running: Set<Delivery>
  /** Set while its retained messages are fetched, which come before everything else. */
  held: boolean
}

/** One message on its way through one subscriber. */
interface Delivery {
  readonly message: BusMessage
  readonly root: Root
  settle(error?: unknown): void
  /** Subscribers this delivery's handler is waiting for inside a publish. */
  readonly awaits: Set<Subscriber>
  finished: boolean
}

/** Everything that follows from one message published outside any handler. */
class Root {
  private open = 0
  private wake: (() => void)[] = []

  begin(): void {
    this.open++
  }

  end(): void {
    if (--this.open === 0) for (const wake of this.wake.splice(0)) wake()
  }

  done(): Promise<void> {
    return this.open === 0 ? Promise.resolve() : new Promise(resolve => this.wake.push(resolve))
  }

  get idle(): boolean {
    return this.open === 0
  }
}

/** Topics whose listeners are remembered, and how long each may be. */
const MOST_TOPICS = 20_000
const LONGEST_TOPIC = 256

/** A handler's work as a promise, also of one that throws at once. */
async function run(handler: BusHandler, message: BusMessage): Promise<void> {
  await handler(message)
}

export interface DispatchOptions {
  log: Logger
  /** Messages that may wait for one subscriber. */
  limit: number
  /** Hears of each QoS 0 message left out because a subscriber is too slow. */
  onShed(): void
  /** Real ms after which a publish no longer waits for handlers; the handlers go on. */
  patience?: number
}

/**
 * Runs the handlers of in-process subscribers.
 *
 * Handlers never wait for one another's turn: a publish made inside a handler waits only for `beforeAck` handlers,
 * and the outermost publish waits for everything that followed from it. So two services that answer each other
 * cannot stand still. `beforeAck` handlers that wait for each other in a circle are told so with `bus-loop`.
 */
export class Dispatch {
  private readonly subscribers = new Set<Subscriber>()
  /** Who hears each topic: those that are `beforeAck`, and the others. */
  private readonly listeners = new Map<string, readonly [Subscriber[], Subscriber[]]>()
  private readonly inside = new AsyncLocalStorage<Delivery>()
  private readonly options: Required<DispatchOptions>

  constructor(options: DispatchOptions) {
    this.options = { patience: 10_000, ...options }
  }

  /** Adds a subscriber that is held until `release`. */
  add(filter: string, handler: BusHandler, beforeAck: boolean, atOnce = 1): Subscriber {
    const subscriber: Subscriber = {
      filter: levelsOf(filter),
      handler,
      beforeAck,
      atOnce: beforeAck ? atOnce : 1,
      waiting: [],
      running: new Set(),
      held: true,
    }
    this.subscribers.add(subscriber)
    this.listeners.clear()
    return subscriber
  }

  /** Lets a held subscriber run, with these messages before those that have come meanwhile. */
  release(subscriber: Subscriber, first: readonly BusMessage[]): void {
    const root = new Root()
    subscriber.waiting.unshift(...first.map(message => this.delivery(message, root)))
    subscriber.held = false
    this.next(subscriber)
  }

  /** Ends a subscription; what waits for it is dropped, a running handler finishes. */
  remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber)
    this.listeners.clear()
    for (const delivery of subscriber.waiting.splice(0)) delivery.settle()
  }

  /** Everything that waits or runs, over all subscribers. */
  get pending(): number {
    let sum = 0
    for (const { waiting, running } of this.subscribers) sum += waiting.length + running.size
    return sum
  }

  /** Throws `bus-full` when a subscriber of this topic has no room, or this many are under way to them already. */
  assertRoom(topic: string, underWay: number): void {
    const { limit } = this.options
    if (underWay >= limit) throw new CodedError('bus-full', `${underWay} messages are being published`)
    for (const { filter, waiting } of this.listenersOf(topic).flat()) {
      if (waiting.length < limit) continue
      throw new CodedError(
        'bus-full',
        `${waiting.length} messages wait for the subscriber of ${filter.join('/')}`,
      )
    }
  }

  /** Runs the `beforeAck` handlers of a message; rejects with the first error. Undefined when there are none. */
  beforeAck(message: BusMessage): Promise<void> | undefined {
    const [targets] = this.listenersOf(message.topic)
    if (targets.length === 0) return undefined
    const current = this.current()
    if (current && targets.some(target => this.waitsFor(target, current))) {
      return Promise.reject(
        new CodedError('bus-loop', `publishing ${message.topic} from a handler that must finish before it`),
      )
    }
    const root = current?.root ?? new Root()
    const handled = targets.map(target => this.enqueue(target, message, root))
    if (!current && handled.length === 1) return handled[0]
    for (const target of targets) current?.awaits.add(target)
    return Promise.all(handled).then(
      () => this.forget(current, targets),
      error => {
        this.forget(current, targets)
        throw error
      },
    )
  }

  /**
   * Hands a message to the subscribers that are not `beforeAck`. Undefined when nothing is to be waited for;
   * otherwise resolves when all that followed from it is done, or patience has run out. Never rejects.
   */
  deliver(message: BusMessage): Promise<void> | undefined {
    const [, targets] = this.listenersOf(message.topic)
    if (targets.length === 0) return undefined
    const current = this.current()
    const root = current?.root ?? new Root()
    for (const target of targets) {
      if (message.qos === 0 && target.waiting.length >= this.options.limit) this.options.onShed()
      else this.enqueue(target, message, root).catch(error => this.complain(target, message, error))
    }
    return current || root.idle ? undefined : this.patiently(root, message.topic)
  }

  private complain({ filter }: Subscriber, { topic }: BusMessage, err: unknown): void {
    this.options.log.error({ err, topic, filter: filter.join('/') }, 'a subscriber failed on a message')
  }

  private listenersOf(topic: string): readonly [Subscriber[], Subscriber[]] {
    const known = this.listeners.get(topic)
    if (known) return known
    const levels = levelsOf(topic)
    const all = [...this.subscribers].filter(({ filter }) => matches(filter, levels))
    const found = [
      all.filter(({ beforeAck }) => beforeAck),
      all.filter(({ beforeAck }) => !beforeAck),
    ] as const
    if (this.listeners.size >= MOST_TOPICS) this.listeners.clear()
    if (topic.length <= LONGEST_TOPIC) this.listeners.set(topic, found)
    return found
  }

  /** The delivery whose handler is publishing; undefined outside handlers. */
  private current(): Delivery | undefined {
    const delivery = this.inside.getStore()
    return delivery?.finished ? undefined : delivery
  }

  private forget(current: Delivery | undefined, targets: Subscriber[]): void {
    for (const target of targets) current?.awaits.delete(target)
  }

  /** Whether the subscriber's running handler is, over any number of others, waiting for `delivery` to finish. */
  private waitsFor({ running }: Subscriber, delivery: Delivery, seen = new Set<Delivery>()): boolean {
    if (running.has(delivery)) return true
    for (const other of running) {
      if (seen.has(other)) continue
      seen.add(other)
      for (const next of other.awaits) if (this.waitsFor(next, delivery, seen)) return true
    }
    return false
  }

  private delivery(message: BusMessage, root: Root, settle: (error?: unknown) => void = () => {}): Delivery {
    root.begin()
    return {
      message,
      root,
      awaits: new Set(),
      finished: false,
      settle: error => {
        settle(error)
        root.end()
      },
    }
  }

  private enqueue(subscriber: Subscriber, message: BusMessage, root: Root): Promise<void> {
    return new Promise((resolve, reject) => {
      subscriber.waiting.push(this.delivery(message, root, error => (error ? reject(error) : resolve())))
      this.next(subscriber)
    })
  }

  private next(subscriber: Subscriber): void {
    if (subscriber.running.size >= subscriber.atOnce || subscriber.held) return
    const delivery = subscriber.waiting.shift()
    if (!delivery) return
    subscriber.running.add(delivery)
    const end = (error?: unknown) => {
      delivery.finished = true
      subscriber.running.delete(delivery)
      delivery.settle(error)
      this.next(subscriber)
    }
    this.inside.run(delivery, run, subscriber.handler, delivery.message).then(() => end(), end)
    if (subscriber.atOnce > 1) this.next(subscriber)
  }

  private patiently(root: Root, topic: string): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.options.log.warn({ topic }, 'handlers of this message are slow; its publisher waits no longer')
        resolve()
      }, this.options.patience)
      void root.done().then(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
