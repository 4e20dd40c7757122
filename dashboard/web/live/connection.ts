import type { LiveMessage, LiveSubscribe } from '../../../model/live.ts'
import { backoff, type Freshness, freshness, RECONNECT_AFTER } from './freshness.ts'

/** What is used of a WebSocket. */
export interface Socket {
  readonly readyState: number
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  send(text: string): void
  close(): void
}

/** What a connection needs of the world, so that a test can be its world. */
export interface ConnectionWorld {
  open(): Socket
  /** Monotonic ms. */
  now(): number
  random(): number
  setTimeout(task: () => void, ms: number): number
  clearTimeout(id: number): void
}

export interface ConnectionState {
  freshness: Freshness
  /** Real ms since the server was last heard. */
  silence: number | undefined
  connected: boolean
  /** Failed tries in a row. */
  attempts: number
}

/** How long the answer to a gap may take before it is asked for again, real ms. */
const ASK_AGAIN = 3_000

/**
 * The live socket: subscribes, notices gaps in the numbering and silence that TCP would hide for minutes, and comes
 * back by itself. Never queues anything towards the server: a command that cannot be sent must be seen to fail.
 */
export class Connection {
  readonly #world: ConnectionWorld
  readonly #take: (message: LiveMessage) => void
  #socket: Socket | undefined
  #heard: number | undefined
  #opened = 0
  #seq: number | undefined
  #attempts = 0
  #askedAgain: number | undefined
  #timer: number | undefined
  #points: string[] | '*' = []
  #stopped = true

  constructor(world: ConnectionWorld, take: (message: LiveMessage) => void) {
    this.#world = world
    this.#take = take
  }

  start(): void {
    if (!this.#stopped) return
    this.#stopped = false
    this.#connect()
  }

  stop(): void {
    this.#stopped = true
    this.#world.clearTimeout(this.#timer ?? 0)
    this.#drop()
  }

  /** What the screens show from now on. */
  subscribe(points: string[] | '*'): void {
    this.#points = points
    if (this.#socket?.readyState === 1) this.#ask()
  }

  /** Called a few times a second: gives up on a socket that has gone silent. */
  watch(): ConnectionState {
    const now = this.#world.now()
    const since = this.#heard === undefined ? undefined : now - this.#heard
    const waited = now - Math.max(this.#opened, this.#heard ?? 0)
    if (!this.#stopped && this.#socket && waited > RECONNECT_AFTER) this.#again()
    return {
      freshness: freshness(this.#heard, now),
      silence: since,
      connected: this.#socket?.readyState === 1,
      attempts: this.#attempts,
    }
  }

  /** The computer woke up or the network came back: try at once. */
  nudge(): void {
    if (this.#stopped || this.#socket?.readyState === 1) return
    this.#world.clearTimeout(this.#timer ?? 0)
    this.#drop()
    this.#connect()
  }

  #connect(): void {
    this.#timer = undefined
    this.#opened = this.#world.now()
    const socket = this.#world.open()
    this.#socket = socket
    socket.onopen = () => this.#ask()
    socket.onmessage = event => this.#receive(socket, event.data)
    socket.onclose = () => socket === this.#socket && this.#again()
  }

  #ask(): void {
    const ask: LiveSubscribe = { type: 'subscribe', points: this.#points }
    if (this.#seq !== undefined) ask.since = this.#seq
    this.#socket?.send(JSON.stringify(ask))
  }

  #receive(socket: Socket, data: unknown): void {
    if (socket !== this.#socket || typeof data !== 'string') return
    const message = parse(data)
    if (!message) return
    this.#heard = this.#world.now()
    this.#attempts = 0
    const gap = this.#seq !== undefined && message.type !== 'snapshot' && message.seq > this.#seq + 1
    if (gap) {
      this.#fillGap()
      return
    }
    this.#askedAgain = undefined
    this.#seq = message.seq
    this.#take(message)
  }

  /** What was missed may have been an alarm: nothing later counts until it is here. */
  #fillGap(): void {
    const now = this.#world.now()
    if (this.#askedAgain !== undefined && now - this.#askedAgain < ASK_AGAIN) return
    this.#askedAgain = now
    this.#ask()
  }

  #again(): void {
    this.#drop()
    if (this.#stopped) return
    const wait = backoff(this.#attempts++, this.#world.random())
    this.#timer = this.#world.setTimeout(() => this.#connect(), wait)
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = undefined
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }
}

function parse(data: string): LiveMessage | undefined {
  try {
    const message = JSON.parse(data) as LiveMessage
    return typeof message?.type === 'string' && Number.isInteger(message.seq) ? message : undefined
  } catch {
    return undefined
  }
}
