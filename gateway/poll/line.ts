import type { LineState, LinkCause } from '../../model/gateway-state.ts'
import { HOUR, type Instant, MINUTE, SECOND } from '../../model/time.ts'
import type { Cancel, TimeSource } from '../../runtime/time.ts'
import type { Line } from '../devices.ts'
import { LinkError, ModbusException } from '../modbus/read-error.ts'
import type { Offer } from '../report.ts'
import { backoff } from './backoff.ts'
import type { DevicePoll } from './device.ts'
import { LineDownError } from './held.ts'
import { type LineLink, lineLink } from './line-link.ts'
import { Silence } from './silence.ts'

export interface LineEvents {
  offers(offers: readonly Offer[]): void
  /** A poll has ended. `late`: real ms behind its turn; `took`: real ms until it was answered or given up. */
  polled(outcome: 'good' | LinkCause, late: number, took: number): void
  /** A line or device changed between waiting, good and failed. */
  changed(): void
}

const RECONNECT = { first: SECOND, most: 30 * SECOND }
/** A dead device's tries may take one part in so many of the line's time while others answer. */
const DEAD_SHARE = 5

/** Polls the devices of one line for ever, one request at a time. */
export class LinePoll {
  #devices: readonly DevicePoll[]
  readonly #line: Line
  readonly #time: TimeSource
  readonly #events: LineEvents
  readonly #link: LineLink
  #state: Omit<LineState, 'id'>
  #connectFailures = 0
  #connectAt: Instant = 0
  /** Before this no device that failed last time is tried. */
  #deadAt: Instant = 0
  readonly #silence = new Silence()
  #cancel: Cancel = () => {}
  #turning: Promise<void> | undefined
  #stopped = false

  constructor(line: Line, devices: readonly DevicePoll[], time: TimeSource, events: LineEvents) {
    this.#line = line
    this.#time = time
    this.#events = events
    this.#link = lineLink(line, devices[0]?.target.profile.protocol)
    this.#state = { status: 'waiting', since: time.now() }
    this.#devices = devices
  }

  start(): void {
    this.#arm()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    this.#link.end()
    await this.#turning
  }

  get devices(): readonly DevicePoll[] {
    return this.#devices
  }

  /** From the next turn on these are polled. */
  setDevices(devices: readonly DevicePoll[]): void {
    this.#devices = devices
    this.#cancel()
    if (!this.#turning) this.#arm()
  }

  get state(): LineState {
    return { id: this.#line.id, ...this.#state }
  }

  #arm() {
    if (this.#stopped) return
    const next = Math.min(...this.#devices.map(device => this.#dueAt(device)))
    const at = this.#link.open ? next : Math.max(next, this.#connectAt)
    this.#cancel = this.#time.at(at, () => this.#run())
  }

  #dueAt(device: DevicePoll): Instant {
    if (this.#silence.whole) return this.#silence.dueAt(device, this.#devices)
    return device.failures > 0 ? Math.max(device.nextAt, this.#deadAt) : device.nextAt
  }

  async #run() {
    this.#heedClock()
    this.#turning = this.#turn()
    await this.#turning
    this.#turning = undefined
    this.#arm()
  }

  /** A clock that was set back must not leave the line waiting for a time that comes again tomorrow. */
  #heedClock() {
    const now = this.#time.now()
    for (const device of this.#devices) {
      if (device.nextAt - now > 2 * Math.max(device.target.period, MINUTE)) device.nextAt = now
    }
    if (this.#connectAt - now > 2 * RECONNECT.most) this.#connectAt = now
    if (this.#deadAt - now > HOUR) this.#deadAt = now
    this.#silence.heedClock(now)
  }

  /** Polls whatever is due, the longest overdue first. */
  async #turn() {
    for (let device = this.#due(); device; device = this.#due()) {
      const up = await this.#poll(device)
      if (!up) break
    }
    if (!this.#line.keepOpen) this.#link.close()
  }

  #due(): DevicePoll | undefined {
    if (this.#stopped) return undefined
    const now = this.#time.now()
    let first: DevicePoll | undefined
    for (const device of this.#devices) {
      const at = this.#dueAt(device)
      if (at <= now && (!first || at < this.#dueAt(first))) first = device
    }
    return first
  }

  /** False when the line itself is down. */
  async #poll(device: DevicePoll): Promise<boolean> {
    const retries = device.failures > 0 || this.#silence.suspected ? 0 : this.#line.retries
    const started = performance.now()
    const late = Math.max(0, this.#time.now() - this.#dueAt(device)) / this.#time.speed
    const polled = (outcome: 'good' | LinkCause) =>
      this.#events.polled(outcome, late, performance.now() - started)
    try {
      const before = device.status
      const offers = await device.poll(this.#link, retries, () => this.#time.now())
      this.#connectFailures = 0
      this.#silence.broken()
      polled('good')
      this.#events.offers(offers)
      if (before !== 'good') this.#answersAgain()
      this.#setLine('up')
    } catch (error) {
      if (this.#stopped) return false
      if (error instanceof LineDownError) return this.#lineDown(error)
      polled(causeOf(error))
      this.#deviceLost(device, error, performance.now() - started)
    }
    return true
  }

  #deviceLost(device: DevicePoll, error: unknown, cost: number) {
    const now = this.#time.now()
    const whole = this.#silence.after(device, this.#devices, now)
    const cause = causeOf(error)
    const offers = [...device.lost(now, cause, (error as Error).message, Math.random())]
    // Nobody is asked any more one by one: what the line has lost is told at once, as one cause.
    if (whole) for (const other of this.#devices) offers.push(...other.markLost(now, cause))
    if (offers.length > 0) this.#events.changed()
    this.#events.offers(offers)
    const others = this.#devices.some(one => one.status === 'good')
    this.#deadAt = others ? now + cost * (DEAD_SHARE - 1) * this.#time.speed : now
    if (whole) this.#setLine('down', 'silent')
  }

  #lineDown({ cause: { cause } }: LineDownError): false {
    const now = this.#time.now()
    this.#connectFailures++
    this.#connectAt = now + backoff(this.#connectFailures, RECONNECT, Math.random())
    const offers = this.#devices.flatMap(device => device.markLost(now, cause))
    this.#setLine('down', cause)
    this.#events.offers(offers)
    return false
  }

  /** One device answers again, so the others have their chance at once. */
  #answersAgain() {
    const now = this.#time.now()
    this.#deadAt = now
    for (const device of this.#devices)
      if (device.status === 'failed') device.nextAt = Math.min(device.nextAt, now)
    this.#events.changed()
  }

  #setLine(status: LineState['status'], cause?: LinkCause) {
    if (this.#state.status === status && this.#state.cause === cause) return
    this.#state = { status, since: this.#time.now(), ...(cause ? { cause } : {}) }
    this.#events.changed()
  }
}

/** Whatever an unforeseen answer makes our code do, it is this device's failure and no other's. */
function causeOf(error: unknown): LinkCause {
  if (error instanceof LinkError) return error.cause
  return error instanceof ModbusException ? 'silent' : 'garbled'
}
