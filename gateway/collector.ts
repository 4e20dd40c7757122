import type { Reading } from '../model/reading.ts'
import { SECOND } from '../model/time.ts'
import type { ServiceDeps } from '../runtime/service.ts'
import type { Cancel } from '../runtime/time.ts'
import type { Offer } from './poll/device.ts'
import { reporter } from './report.ts'
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
  #waiting: Reading[] = []
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
    for (const { reading, rule } of offers) {
      if (this.#reporter.due(reading, rule)) this.#waiting.push(reading)
      else this.counts.suppressed++
    }
    if (this.#waiting.length >= MOST_READINGS) void this.flush()
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
        this.#log.error(
          { error: (error as Error).message, lost: this.counts.lost },
          'the spool cannot be written',
        )
        return
      }
    }
  }
}
