import type { SourceState } from '../../model/gateway-state.ts'
import { type PayloadDecoder, payloadDecoder } from '../../model/payloads/decode.ts'
import type { PayloadSource } from '../../model/payloads/source.ts'
import type { Point } from '../../model/point.ts'
import type { Reading } from '../../model/reading.ts'
import { DAY, type Instant, SECOND } from '../../model/time.ts'
import type { Bus, BusMessage } from '../../runtime/bus.ts'
import type { Logger } from '../../runtime/log.ts'
import type { TimeSource } from '../../runtime/time.ts'
import { type Rejects, rejects } from './rejects.ts'

/** No logger stores up more than a year: a date before that comes from a clock that was never set. */
const OLDEST = 400 * DAY
/** Messages whose readings wait for the disk together. */
const AT_ONCE = 500

export interface SourcesOptions {
  sources: readonly PayloadSource[]
  bus: Bus
  points: ReadonlyMap<string, Point>
  timeZone: string
  time: TimeSource
  log: Logger
  /** Resolves when the readings are on disk; only then is their message acknowledged. */
  keep(readings: readonly Reading[]): Promise<void>
}

interface Listening {
  decoder: PayloadDecoder
  state: Omit<SourceState, 'connected'>
}

/** Hears devices that publish by themselves and turns what they say into dated readings. */
export class Sources {
  readonly rejects: Rejects = rejects()
  readonly #options: SourcesOptions
  readonly #all: Listening[]
  #points: ReadonlyMap<string, Point>
  #ends: (() => Promise<void>)[] = []
  #stopped = false

  constructor(options: SourcesOptions) {
    this.#options = options
    this.#points = options.points
    this.#all = options.sources.map(source => ({
      decoder: payloadDecoder(source, options.timeZone, point => this.#points.get(point)?.unit),
      state: { id: source.id, messages: 0, readings: 0, rejected: 0, lastMessage: null },
    }))
  }

  /** Subscribes, and goes on trying while the broker does not let it. */
  start(): void {
    for (const one of this.#all) void this.#subscribe(one)
  }

  /** Readings of these points are taken from now on. */
  know(points: ReadonlyMap<string, Point>): void {
    this.#points = points
  }

  async stop({ unsubscribe }: { unsubscribe: boolean }): Promise<void> {
    this.#stopped = true
    if (unsubscribe) for (const end of this.#ends.splice(0)) await end()
  }

  get states(): SourceState[] {
    const { connected } = this.#options.bus
    return this.#all.map(({ state }) => ({ ...state, connected }))
  }

  async #subscribe(one: Listening) {
    const { bus, time, log } = this.#options
    while (!this.#stopped) {
      try {
        const take = (message: BusMessage) => this.#take(one, message)
        const end = await bus.subscribe(one.decoder.filter, take, {
          qos: 1,
          beforeAck: true,
          atOnce: AT_ONCE,
        })
        if (this.#stopped) await end()
        else this.#ends.push(end)
        return
      } catch (error) {
        log.warn({ source: one.state.id, error: (error as Error).message }, 'cannot subscribe yet')
        await time.sleep(10 * SECOND * time.speed)
      }
    }
  }

  async #take({ decoder, state }: Listening, { topic, payload }: BusMessage) {
    if (!decoder.matches(topic)) return
    const now = this.#options.time.now()
    state.messages++
    state.lastMessage = now
    const decoded = decoder.decode(topic, payload, now)
    const readings: Reading[] = []
    let unknown: string | undefined
    for (const reading of [...decoded.readings, ...decoded.backlog]) {
      if (this.#points.has(reading.point)) readings.push(marked(reading, now))
      else unknown ??= reading.point
    }
    const rejected =
      decoded.rejected ??
      (unknown === undefined
        ? undefined
        : { code: 'unknown-point', detail: `the point ${unknown} is not in points.csv` })
    if (rejected) {
      state.rejected++
      this.rejects.add({ at: now, source: state.id, topic, ...rejected }, payload)
    }
    if (decoded.rebirth) await this.#ask(decoded.rebirth)
    state.readings += readings.length
    if (readings.length > 0) await this.#options.keep(readings)
  }

  /** A Sparkplug node is asked to introduce itself; when that fails, its next message asks again. */
  async #ask({ topic, payload }: { topic: string; payload: Uint8Array }) {
    await this.#options.bus.publish(topic, payload, { qos: 0 }).catch(() => {})
  }
}

function marked(reading: Reading, now: Instant): Reading {
  if (reading.at >= now - OLDEST || reading.quality !== 'good') return reading
  return { ...reading, quality: 'uncertain', reason: 'clock-behind' }
}
