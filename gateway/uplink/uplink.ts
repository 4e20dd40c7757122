import { setTimeout as pause } from 'node:timers/promises'
import { Compile } from 'typebox/compile'
import { Stored } from '../../model/reading.ts'
import { SECOND } from '../../model/time.ts'
import type { BusMessage } from '../../runtime/bus.ts'
import type { ServiceDeps } from '../../runtime/service.ts'
import type { Cancel } from '../../runtime/time.ts'
import type { Record } from '../spool/record.ts'
import type { Spool } from '../spool/spool.ts'
import { batchMessage } from './message.ts'

const storedValidator = Compile(Stored)
/** Live batches under way before the next ones go the backlog's way. */
const MOST_LIVE = 32
/** Backlog batches sent and not yet stored. */
const WINDOW = 64
const CHUNK = 16
/** Real time without progress of the watermark after which unstored batches are sent again; doubles up to 16 times. */
const RESEND = 30 * SECOND
/** Real ms that live batches under way may take to arrive when the gateway stops. */
const FAREWELL = 2 * SECOND

/**
 * Sends batches in two lanes: new ones at once, stored-up ones in order behind a window, so that neither holds up
 * the other. A batch is freed only when ingest has said that it is stored; until then it is sent again after every
 * reconnection and whenever the watermark stands still.
 */
export class Uplink {
  readonly #spool: Spool
  readonly #deps: Pick<ServiceDeps, 'bus' | 'time' | 'topics' | 'log'>
  readonly #topic: string
  readonly #gateway: string
  #watermark: number
  /** Batches before this one are the backlog's; it goes on at the cursor. */
  #liveFrom: number
  #cursor: number
  /** Counts the times the backlog began again: a chunk under way then must not move the cursor. */
  #round = 0
  readonly #live = new Set<Promise<void>>()
  #pumping = false
  #wake: () => void = () => {}
  #stalls = 0
  #progressed = false
  #resendIn = 0
  #ready = false
  #stopped = false
  readonly #ends: (() => unknown)[] = []

  constructor(
    spool: Spool,
    zone: string,
    gateway: string,
    deps: Pick<ServiceDeps, 'bus' | 'time' | 'topics' | 'log'>,
  ) {
    this.#spool = spool
    this.#deps = deps
    this.#gateway = gateway
    this.#topic = deps.topics.up(zone, gateway)
    this.#watermark = spool.oldest - 1
    this.#cursor = spool.oldest
    this.#liveFrom = spool.last + 1
  }

  /** Listens for the watermark, then begins to send. Resolves at once; a missing broker is waited for. */
  start(): void {
    const { bus, time } = this.#deps
    this.#ends.push(bus.onConnection(connected => connected && this.#again()))
    this.#ends.push(time.every(SECOND * time.speed, () => this.#watch()) satisfies Cancel)
    void this.#listen()
  }

  /** Gives what is under way two seconds to arrive. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#wake()
    const deadline = new AbortController()
    const arrived = Promise.allSettled(this.#live).then(() => deadline.abort())
    await Promise.race([arrived, pause(FAREWELL, undefined, { signal: deadline.signal }).catch(() => {})])
    for (const end of this.#ends) await end()
  }

  /** Numbers up to this one are stored. */
  get stored(): number {
    return this.#watermark
  }

  /** A new batch is on disk. */
  appended(record: Record): void {
    if (this.#sending && this.#live.size < MOST_LIVE) this.#sendLive(record)
    else {
      this.#liveFrom = record.seq + 1
      void this.#pump()
    }
  }

  get #sending() {
    return this.#ready && !this.#stopped && this.#deps.bus.connected
  }

  async #listen() {
    const { bus, topics, time, log } = this.#deps
    while (!this.#stopped) {
      try {
        this.#ends.push(
          await bus.subscribe(topics.stored(this.#gateway), message => this.#heard(message), { qos: 1 }),
        )
        this.#ready = true
        this.#again()
        return
      } catch (error) {
        log.warn(
          { gateway: this.#gateway, error: (error as Error).message },
          'cannot listen for the watermark yet',
        )
        await time.sleep(SECOND * time.speed)
      }
    }
  }

  /** Everything unstored becomes backlog. */
  #again() {
    this.#round++
    this.#cursor = this.#watermark + 1
    this.#liveFrom = this.#spool.last + 1
    void this.#pump()
  }

  async #heard({ payload }: BusMessage) {
    let stored: unknown
    try {
      stored = JSON.parse(Buffer.from(payload).toString())
    } catch {
      return
    }
    if (!storedValidator.Check(stored)) return
    const spool = this.#spool
    if (stored.spool === spool.id && stored.seq > spool.last) {
      // Numbers were given out that our disk has lost: go on under a new name, or ingest would take news for resends.
      await spool.rename()
      this.#again()
      return
    }
    const known =
      stored.spool === spool.id
        ? stored.seq
        : stored.spool === spool.found.id
          ? Math.min(stored.seq, spool.found.last)
          : 0
    if (known <= this.#watermark) return
    this.#watermark = known
    this.#cursor = Math.max(this.#cursor, known + 1)
    this.#progressed = true
    this.#wake()
    await spool.free(known)
  }

  #sendLive(record: Record) {
    const sent = this.#publish(record, false)
      // It stays in the spool: the next connection or stand-still sends it again.
      .catch(() => {})
      .finally(() => this.#live.delete(sent))
    this.#live.add(sent)
  }

  async #pump() {
    if (this.#pumping) return
    this.#pumping = true
    try {
      while (this.#sending && this.#cursor < this.#liveFrom) {
        if (this.#cursor > this.#watermark + WINDOW)
          await new Promise<void>(resolve => (this.#wake = resolve))
        else await this.#sendChunk()
      }
    } catch (error) {
      // The broker is gone or the disk cannot be read: the watch tries again.
      this.#deps.log.warn({ gateway: this.#gateway, error: (error as Error).message }, 'backlog waits')
    } finally {
      this.#pumping = false
    }
  }

  async #sendChunk() {
    const round = this.#round
    const from = Math.max(this.#cursor, this.#spool.oldest)
    const most = Math.min(CHUNK, this.#liveFrom - from)
    const records = most > 0 ? await this.#spool.read(from, most) : []
    if (this.#round !== round || !this.#sending) return
    // Numbers that are not on disk any more are lost: their places are filled, so that nobody waits for them.
    const end = Math.min(records.length > 0 ? records.at(-1)!.seq + 1 : this.#liveFrom, from + CHUNK)
    const bySeq = new Map(records.map(record => [record.seq, record]))
    const stop = Math.min(end, this.#liveFrom)
    const under: Promise<void>[] = []
    // Begun in order, so they leave in order; a far broker's acknowledgements are waited for together.
    for (let seq = from; seq < stop; seq++)
      under.push(this.#publish(bySeq.get(seq) ?? emptyRecord(seq), true))
    await Promise.all(under)
    if (this.#round === round) this.#cursor = Math.max(this.#cursor, stop)
  }

  #publish(record: Record, backlog: boolean): Promise<void> {
    const { id, oldest } = this.#spool
    const head = {
      gateway: this.#gateway,
      spool: id,
      seq: record.seq,
      oldest,
      sent: this.#deps.time.now(),
      backlog,
    }
    return this.#deps.bus.publish(this.#topic, batchMessage(head, record.body), { qos: 1 })
  }

  /** Once a real second: is there progress? */
  #watch() {
    void this.#pump()
    const waiting = this.#spool.last > this.#watermark
    if (this.#progressed || !waiting || !this.#sending) {
      this.#progressed = false
      this.#stalls = 0
      this.#resendIn = RESEND
      return
    }
    this.#resendIn -= SECOND
    if (this.#resendIn > 0) return
    this.#stalls = Math.min(this.#stalls + 1, 4)
    this.#resendIn = RESEND * 2 ** this.#stalls
    this.#wake()
    this.#again()
  }
}

/** Fills the place of a batch that is lost, so that the stream has no hole to wait for. */
function emptyRecord(seq: number): Record {
  return { seq, readings: 0, from: 0, to: 0, body: Buffer.from('"points":[],"readings":[]') }
}
