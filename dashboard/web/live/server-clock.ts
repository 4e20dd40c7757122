import type { Instant } from '../../../model/time.ts'

/**
 * The platform's time on this screen, whatever the computer's own clock says. Between two words from the server it
 * runs on with the server's speed.
 */
export class ServerClock {
  #base: Instant
  #tick: number
  #speed = 1
  readonly #monotonic: () => number

  constructor(monotonic: () => number, guess: Instant) {
    this.#monotonic = monotonic
    this.#tick = monotonic()
    this.#base = guess
  }

  /** Takes the server's word. A word that is a moment late never turns the clock back by less than a second. */
  set(now: Instant, speed: number): void {
    const shown = this.now()
    const back = shown - now
    this.#base = speed === this.#speed && back > 0 && back < 1_000 * Math.max(1, speed) ? shown : now
    this.#speed = speed
    this.#tick = this.#monotonic()
  }

  get speed(): number {
    return this.#speed
  }

  now(): Instant {
    return this.#base + Math.round((this.#monotonic() - this.#tick) * this.#speed)
  }
}
