import type { DeviceState, LinkCause } from '../../model/gateway-state.ts'
import type { Reading } from '../../model/reading.ts'
import { HOUR, type Instant, MINUTE } from '../../model/time.ts'
import { answersOf } from '../decode/answers.ts'
import { type Answers, decodePoint } from '../decode/value.ts'
import type { Exchange } from '../modbus/connection.ts'
import type { Span } from '../plan.ts'
import type { ReportRule } from '../report.ts'
import { backoff } from './backoff.ts'
import { type Ask, type Registers, registers } from './registers.ts'
import type { Target } from './target.ts'

/** A reading with the rule by which it is worth sending. */
export interface Offer {
  reading: Reading
  rule: ReportRule
}

/** Longest pause between tries of a device that does not answer. */
const MOST_PAUSE = MINUTE
/** How often refused registers are tried again. */
const RETRY_REFUSED = HOUR
/** Questions of one round kept for diagnosis. */
const MOST_EXCHANGES = 20

/** One device's schedule, health and what is known of its registers. */
export class DevicePoll {
  readonly target: Target
  nextAt: Instant
  failures = 0
  status: DeviceState['status'] = 'waiting'
  cause: LinkCause | undefined
  since: Instant
  lastSuccess: Instant | null = null
  lastError: DeviceState['lastError']
  polls = 0
  errors = 0
  roundTrip: number | null = null
  /** The last round's questions with the wire bytes of their answers. */
  exchanges: (Exchange & { span: Span })[] = []
  /** What the last answered round said. */
  answers: Answers | undefined
  offered: readonly Offer[] = []
  readonly #registers: Registers
  #forgetAt: Instant | undefined

  constructor(target: Target, now: Instant) {
    this.target = target
    this.#registers = registers(target)
    this.since = now
    this.nextAt = this.#turnAfter(now)
  }

  /** Asks the device once and decodes; rejects when it is lost. */
  async poll(ask: Ask, now: () => Instant): Promise<Offer[]> {
    this.polls++
    if (this.#forgetAt !== undefined && now() >= this.#forgetAt) this.#registers.forget()
    const { target } = this
    this.exchanges = []
    let at: Instant | undefined
    const round = await this.#registers.read(async span => {
      const started = performance.now()
      const data = await ask(span)
      this.roundTrip = Math.round((performance.now() - started) * 10) / 10
      at ??= now()
      return data
    })
    const stamp = at ?? now()
    this.#forgetAt = this.#registers.learned ? (this.#forgetAt ?? stamp + RETRY_REFUSED) : undefined
    this.#answered(stamp)
    const answers = answersOf(round.answered, target.points, target.order)
    this.answers = answers
    this.offered = target.routes.map(({ key, point, unit, rule }) => {
      const missing = round.missing.get(key)
      const decoded = missing
        ? { value: null, quality: 'bad' as const, reason: missing }
        : decodePoint(target.points.get(key)!, answers, unit)
      return { reading: { point, at: stamp, ...decoded }, rule }
    })
    return [...this.offered]
  }

  /** Keeps the wire bytes of a question for whoever has to find out what is wrong. */
  exchanged(span: Span, exchange: Exchange | undefined): void {
    if (exchange && this.exchanges.length < MOST_EXCHANGES) this.exchanges.push({ ...exchange, span })
  }

  /**
   * Notes that the device did not answer. The first time each of its points is told lost, once, so that nobody
   * takes the last value for the present.
   */
  lost(now: Instant, cause: LinkCause, message: string, random: number): Offer[] {
    this.errors++
    this.failures++
    this.lastError = { at: now, message }
    this.nextAt = now + backoff(this.failures, { first: this.target.period, most: this.#mostPause }, random)
    return this.markLost(now, cause)
  }

  /** The device cannot be reached because its line is down; its schedule stays as it is. */
  markLost(now: Instant, cause: LinkCause): Offer[] {
    this.cause = cause
    if (this.status === 'failed') return []
    this.status = 'failed'
    this.since = now
    return this.target.routes.map(({ point, rule }) => ({
      reading: { point, at: now, value: null, quality: 'bad', reason: 'comm-failure' },
      rule,
    }))
  }

  state(line: string): DeviceState {
    const { target, status, since, lastSuccess, polls, errors, roundTrip } = this
    return {
      id: target.id,
      line,
      status,
      since,
      ...(this.cause === undefined ? {} : { cause: this.cause }),
      lastSuccess,
      ...(this.lastError === undefined ? {} : { lastError: this.lastError }),
      polls,
      errors,
      roundTrip,
      badRegisters: [...this.#registers.refused],
      points: target.routes.map(route => route.point),
    }
  }

  #answered(at: Instant) {
    this.failures = 0
    this.cause = undefined
    this.lastSuccess = at
    if (this.status !== 'good') this.since = at
    this.status = 'good'
    this.nextAt = this.#turnAfter(at)
  }

  get #mostPause() {
    return Math.max(MOST_PAUSE, this.target.period)
  }

  #turnAfter(now: Instant): Instant {
    const { period, phase } = this.target
    return phase + (Math.floor((now - phase) / period) + 1) * period
  }
}
