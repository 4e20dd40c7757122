import type { LiveMessage, LiveSubscribe, LiveValue } from '../../../model/live.ts'
import type { Instant } from '../../../model/time.ts'

/** What is used of a WebSocket. */
export interface LiveSocket {
  send(text: string): void
  readonly bufferedAmount: number
  close(code: number, reason: string): void
}

/** Why a socket was closed by us. */
export const CLOSE = {
  badMessage: 4000,
  signedOut: 4001,
  tooSlow: 4008,
  goingAway: 1001,
  tryLater: 1013,
} as const

/** Something every client hears, in one numbering. Heartbeats are made when they are sent: an old one would lie. */
export type LiveEvent =
  | { seq: number; type: 'values'; values: readonly LiveValue[] /** The message for `*`. */; text?: string }
  | { seq: number; type: 'said'; text: string }
  | { seq: number; type: 'heartbeat' }

interface Waiting {
  event: LiveEvent
  since: Instant
}

/** Bytes the socket may hold before further messages wait here. */
const HIGH_WATER = 256 * 1024
/** Messages that may wait here, and for how long, real ms, before the client is given up. */
const MOST_WAITING = 5_000
const LONGEST_WAIT = 30_000

export interface ClientWorld {
  /** Real time. */
  now(): Instant
  heartbeat(seq: number): LiveMessage
  /** A value was replaced by a newer one before this client was ready for it. */
  onDropped(count: number): void
}

/** One screen on the live socket: what it wants, and what it has not taken yet. */
export class LiveClient {
  private readonly socket: LiveSocket
  private readonly world: ClientWorld
  private wanted: ReadonlySet<string> | '*' = new Set()
  private waiting: Waiting[] = []
  private listening = false
  private closed = false

  constructor(socket: LiveSocket, world: ClientWorld) {
    this.socket = socket
    this.world = world
  }

  /** True once it has asked for something. */
  get subscribed(): boolean {
    return this.listening
  }

  /** Sets what the client wants from now on; true when it is not what it wanted before. */
  want(points: LiveSubscribe['points']): boolean {
    const wanted = points === '*' ? '*' : new Set(points)
    const same =
      this.listening &&
      (wanted === '*' || this.wanted === '*'
        ? wanted === this.wanted
        : wanted.size === this.wanted.size &&
          [...wanted].every(point => (this.wanted as Set<string>).has(point)))
    this.wanted = wanted
    this.listening = true
    return !same
  }

  /** Those of the values that this client wants. */
  select(values: readonly LiveValue[]): readonly LiveValue[] {
    const { wanted } = this
    return wanted === '*' ? values : values.filter(([point]) => wanted.has(point))
  }

  /** Sends a whole message at once; what waited is older and is forgotten. */
  restart(message: LiveMessage): void {
    this.waiting = []
    this.write(JSON.stringify(message))
  }

  /** Sends an event when the client is ready for it. */
  push(event: LiveEvent): void {
    if (this.closed || !this.listening) return
    this.waiting.push({
      event: event.type === 'values' ? this.withOlderValues(event) : event,
      since: this.world.now(),
    })
    this.drain()
  }

  /** Sends what the socket has room for; gives up a client that takes nothing. */
  drain(): void {
    if (this.closed) return
    while (this.waiting.length > 0 && this.socket.bufferedAmount < HIGH_WATER) {
      this.write(this.textOf(this.waiting.shift()!.event))
    }
    const oldest = this.waiting[0]
    if (!oldest) return
    const tooLong = this.world.now() - oldest.since > LONGEST_WAIT
    if (tooLong || this.waiting.length > MOST_WAITING) this.close(CLOSE.tooSlow, 'too slow')
  }

  close(code: number, reason: string): void {
    if (this.closed) return
    this.closed = true
    this.waiting = []
    this.socket.close(code, reason)
  }

  /** An unsent message of values gives its newest to the one that comes now, and goes out empty in its place. */
  private withOlderValues(event: LiveEvent & { type: 'values' }): LiveEvent {
    const index = this.waiting.findLastIndex(({ event: { type } }) => type === 'values')
    const older = this.waiting[index]?.event
    if (older?.type !== 'values' || older.values.length === 0) return event
    const newest = new Map(older.values.map(value => [value[0], value]))
    for (const value of event.values) newest.set(value[0], value)
    this.world.onDropped(older.values.length + event.values.length - newest.size)
    this.waiting[index]!.event = { seq: older.seq, type: 'values', values: [] }
    return { seq: event.seq, type: 'values', values: [...newest.values()] }
  }

  private textOf(event: LiveEvent): string {
    if (event.type === 'said') return event.text
    if (event.type === 'heartbeat') return JSON.stringify(this.world.heartbeat(event.seq))
    const { seq, values } = event
    if (this.wanted === '*' && event.text !== undefined) return event.text
    return JSON.stringify({ type: 'values', seq, values: this.select(values) })
  }

  private write(text: string): void {
    if (!this.closed) this.socket.send(text)
  }
}
