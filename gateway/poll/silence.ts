import { type Instant, MINUTE, SECOND } from '../../model/time.ts'
import { backoff } from './backoff.ts'
import type { DevicePoll } from './device.ts'

/** Devices in a row without an answer after which the line is suspected: the next are asked early and only once. */
const SUSPECTED = 3
/** Devices in a row without an answer after which the line is silent as a whole. */
const WHOLE = 6
/** Rest between two tries of a silent line. */
const PROBE = { first: SECOND, most: 10 * SECOND }

/**
 * Tells a silent line from silent devices. Only devices that could have been expected to answer bear witness: one
 * that was lost before says nothing about the line. A line of thirty is called silent after six of them instead of
 * after all, each of which would cost its time-out; from then on one device is tried at a time, in turn.
 */
export class Silence {
  readonly #witnesses = new Set<DevicePoll>()
  #whole = false
  #probes = 0
  #probeAt: Instant = 0
  #next: DevicePoll | undefined

  /** Some in a row did not answer. */
  get suspected(): boolean {
    return this.#witnesses.size >= SUSPECTED
  }

  /** Nobody answers. */
  get whole(): boolean {
    return this.#whole
  }

  /** Somebody answered. */
  broken(): void {
    this.#witnesses.clear()
    this.#whole = false
    this.#probes = 0
  }

  /** A device of the line did not answer; it has not been marked lost yet. True when the line is silent. */
  after(device: DevicePoll, devices: readonly DevicePoll[], now: Instant): boolean {
    if (device.status !== 'failed') this.#witnesses.add(device)
    const heard = devices.filter(one => one !== device && one.status !== 'failed')
    this.#whole = this.#whole || this.#witnesses.size >= WHOLE || heard.length === 0
    if (this.#whole) {
      this.#probes++
      const most = Math.min(Math.max(PROBE.most, ...devices.map(({ target }) => target.period)), MINUTE)
      this.#next = this.#probed(devices)
      this.#probeAt = now + backoff(this.#probes, { ...PROBE, most }, Math.random())
    } else if (this.suspected) {
      const next = heard.sort((a, b) => (b.lastSuccess ?? 0) - (a.lastSuccess ?? 0))
      for (const one of next.slice(0, WHOLE - this.#witnesses.size)) one.nextAt = Math.min(one.nextAt, now)
    }
    return this.#whole
  }

  /** When a silent line's device is tried: one has its turn, all others wait. */
  dueAt(device: DevicePoll, devices: readonly DevicePoll[]): Instant {
    if (!this.#next || !devices.includes(this.#next)) this.#next = this.#probed(devices)
    return device === this.#next ? this.#probeAt : Number.POSITIVE_INFINITY
  }

  /** By turns the one that was heard last, which is the likeliest to come back, and one after the other. */
  #probed(devices: readonly DevicePoll[]): DevicePoll | undefined {
    if (this.#probes % 2 === 0) return devices[(this.#probes / 2) % devices.length]
    let last = devices[0]
    for (const device of devices) if ((device.lastSuccess ?? 0) > (last?.lastSuccess ?? 0)) last = device
    return last
  }

  /** A clock that was set back must not make the line wait for a time that comes again tomorrow. */
  heedClock(now: Instant): void {
    if (this.#probeAt - now > 2 * MINUTE) this.#probeAt = now
  }
}
