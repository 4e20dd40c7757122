import type { DeviceState, LinkCause } from '../../model/gateway-state.ts'
import { instantOf } from '../../model/payloads/timestamp.ts'
import type { Quality, Reason } from '../../model/quality.ts'
import { HOUR, type Instant, MINUTE } from '../../model/time.ts'
import { valueOn } from '../decode/linear.ts'
import { type Answers, decodePoint } from '../decode/value.ts'
import type { Offer, ReportRule } from '../report.ts'
import { backoff } from './backoff.ts'
import type { LineLink } from './line-link.ts'
import { type Asked, type Reader, type Round, readerFor } from './reader.ts'
import type { Route, Target } from './target.ts'

/** Longest pause between tries of a device that does not answer. */
const MOST_PAUSE = MINUTE
/** How often refused registers are tried again. */
const RETRY_REFUSED = HOUR
/** Questions of one round kept for whoever has to find out what is wrong. */
const MOST_ASKED = 20

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
  /** The last round's questions. */
  asked: Asked[] = []
  /** What the last round said; undefined while the device is lost. */
  answers: Answers | undefined
  /** What the last poll found, in the order of the target's routes. */
  readonly offers: readonly Offer[]
  /** ms that the device's own clock is ahead of ours; undefined where it has none. */
  clockOffset: number | undefined
  readonly #reader: Reader
  #forgetAt: Instant | undefined

  constructor(target: Target, now: Instant) {
    this.target = target
    this.#reader = readerFor(target)
    this.since = now
    this.nextAt = this.#turnAfter(now)
    this.offers = target.routes.map(({ point, rule }) => nothingYet(point, rule, now))
  }

  /** Asks the device once and decodes; rejects when it is lost. */
  async poll(link: LineLink, retries: number, now: () => Instant): Promise<readonly Offer[]> {
    const { target } = this
    this.polls++
    if (this.#forgetAt !== undefined && now() >= this.#forgetAt) this.#reader.forget()
    this.asked = []
    let at: Instant | undefined
    const round = await this.#reader.round(link, retries, (question, took) => {
      at ??= now()
      if (took !== undefined) this.roundTrip = Math.round(took * 10) / 10
      if (this.asked.length < MOST_ASKED) this.asked.push(question)
    })
    const stamp = at ?? now()
    this.#forgetAt = this.#reader.learned ? (this.#forgetAt ?? stamp + RETRY_REFUSED) : undefined
    this.#answered(stamp)
    const { clock } = round
    this.clockOffset = clock === undefined ? undefined : offsetOf(clock, target.timeZone, stamp)
    this.answers = round.answers
    for (let i = 0; i < this.offers.length; i++) {
      const short = valueOn(target.lines, i, round.values)
      if (short === undefined) explain(this.offers[i]!, target.routes[i]!, round, stamp)
      else set(this.offers[i]!, stamp, short, 'good', undefined)
    }
    return this.offers
  }

  /**
   * Notes that the device did not answer. The first time each of its points is told lost, once, so that nobody
   * takes the last value for the present.
   */
  lost(now: Instant, cause: LinkCause, message: string, random: number): readonly Offer[] {
    this.errors++
    this.failures++
    this.lastError = { at: now, message }
    this.nextAt = now + backoff(this.failures, { first: this.target.period, most: this.#mostPause }, random)
    return this.markLost(now, cause)
  }

  /** The device cannot be reached because its line is down; its schedule stays as it is. */
  markLost(now: Instant, cause: LinkCause): readonly Offer[] {
    this.cause = cause
    if (this.status === 'failed') return []
    this.status = 'failed'
    this.since = now
    this.answers = undefined
    for (const offer of this.offers) set(offer, now, null, 'bad', 'comm-failure')
    return this.offers
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
      ...(this.clockOffset === undefined ? {} : { clockOffset: this.clockOffset }),
      badRegisters: [...this.#reader.refused],
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

/** Says in the offer what the round found of its route, when that is not just a number. */
function explain(offer: Offer, { key, unit }: Route, round: Round, at: Instant): void {
  const missing = round.missing.get(key)
  const { value, quality, reason } = missing
    ? { value: null, quality: 'bad' as const, reason: missing }
    : decodePoint(round.answers.point(key)!, round.answers, unit)
  set(offer, at, value, quality, reason)
}

/** One literal, so that all offers have one shape. */
function nothingYet(point: string, rule: ReportRule, at: Instant): Offer {
  return { point, rule, at, value: null, quality: 'bad', reason: 'no-sample' }
}

function set(
  offer: Offer,
  at: Instant,
  value: number | null,
  quality: Quality,
  reason: Reason | undefined,
): void {
  offer.at = at
  offer.value = value
  offer.quality = quality
  offer.reason = reason
}

function offsetOf(clock: string, timeZone: string, now: Instant): number | undefined {
  const stamp = instantOf(clock, timeZone, now)
  return stamp && stamp.at - now
}
