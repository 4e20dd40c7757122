import type { Reading } from '../model/reading.ts'
import { SECOND } from '../model/time.ts'
import { atMostEvery } from '../runtime/log.ts'
import type { ServiceDeps } from '../runtime/service.ts'
import type { Cancel } from '../runtime/time.ts'
import { type Offer, reporter } from './report.ts'
import type { Record } from './spool/record.ts'
import type { Spool } from './spool/spool.ts'
import { batchBody } from './uplink/message.ts'

/** Readings in one batch at most. */
const MOST_READINGS = 2_000
/** Readings kept in memory while the disk takes none; then the oldest go, counted. */
const MOST_WAITING = 100_000

export interface Collected {
  readings: number
  /** Readings not worth sending: unchanged within their deadband. */
  suppressed: number
  /** Readings lost because the disk took none. */
  lost: number
}

/**
 * Gathers readings worth sending into batches and puts them on disk; `appended` hears of each. A disk that refuses
 * is tried again at every flush while readings wait in bounded memory.
 */
export class Collector {
  readonly counts: Collected = { readings: 0, suppressed: 0, lost: 0 }
  readonly #spool: Spool
  readonly #reporter = reporter()
  readonly #log: ServiceDeps['log']
  readonly #appended: (record: Record) => void
  readonly #cancel: Cancel
  /** A disk stays full for hours, and a flush comes every second. */
  readonly #sparingly = atMostEvery(60_000)
  #waiting: Reading[] = []
  #kept: ((failure: Error | undefined) => void)[] = []
  #flushing: Promise<void> = Promise.resolve()

  constructor(
    spool: Spool,
    { time, log }: Pick<ServiceDeps, 'time' | 'log'>,
    appended: (record: Record) => void,
  ) {
    this.#spool = spool
    this.#log = log
    this.#appended = appended
    // A town that lives fast must not flush hundreds of times a real second.
    this.#cancel = time.every(SECOND * Math.max(1, time.speed / 4), () => this.flush())
  }

  offer(offers: readonly Offer[]): void {
    for (const offer of offers) {
      if (!this.#reporter.due(offer)) {
        this.counts.suppressed++
        continue
      }
      const { point, at, value, quality, reason } = offer
      this.#waiting.push(reason ? { point, at, value, quality, reason } : { point, at, value, quality })
    }
    if (this.#waiting.length >= MOST_READINGS) void this.flush()
  }

  /** Takes readings as they are; resolves when they are on disk, rejects when the disk takes none. */
  keep(readings: readonly Reading[]): Promise<void> {
    for (const reading of readings) this.#waiting.push(reading)
    return new Promise((resolve, reject) => {
      this.#kept.push(error => (error ? reject(error) : resolve()))
      if (this.#waiting.length >= MOST_READINGS) void this.flush()
    })
  }

  /** Puts everything that waits on disk. Never rejects. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#drain())
    return this.#flushing
  }

  async stop(): Promise<void> {
    this.#cancel()
    await this.flush()
  }

  async #drain() {
    const kept = this.#kept.splice(0)
    const failure = await this.#write()
    for (const settle of kept) settle(failure)
  }

  async #write(): Promise<Error | undefined> {
    while (this.#waiting.length > 0) {
      const readings = this.#waiting.splice(0, MOST_READINGS)
      try {
        const record = await this.#spool.append(batchBody(readings))
        this.counts.readings += readings.length
        this.#appended(record)
      } catch (error) {
        this.#waiting = [...readings, ...this.#waiting]
        const over = this.#waiting.length - MOST_WAITING
        if (over > 0) {
          this.#waiting.splice(0, over)
          this.counts.lost += over
        }
        const { message } = error as Error
        const { lost } = this.counts
        this.#sparingly('', suppressed =>
          this.#log.error(
            { error: message, lost, ...(suppressed > 0 && { suppressed }) },
            'the spool cannot be written',
          ),
        )
        return error as Error
      }
    }
    return undefined
  }
}
