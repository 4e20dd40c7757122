import type { Quality, Reason } from '../model/quality.ts'
import type { Instant } from '../model/time.ts'

/** When a value of a point is worth sending. */
export interface ReportRule {
  /** SI; a change of this size or less is not sent before the heartbeat. */
  deadband: number
  /** Longest silence of an unchanged value, ms. */
  heartbeat: number
}

/** What a poll found of one point. Its device writes every poll into the same one: whoever keeps it copies it. */
export interface Offer {
  readonly point: string
  readonly rule: ReportRule
  at: Instant
  value: number | null
  quality: Quality
  reason: Reason | undefined
}

/** Report by exception: remembers what was sent last of each point. */
export interface Reporter {
  /** True when the offer is to be sent; it then counts as sent. */
  due(offer: Offer): boolean
}

type Sent = Pick<Offer, 'at' | 'value' | 'quality' | 'reason'>

/** A reporter that has sent nothing yet. */
export function reporter(): Reporter {
  const sent = new Map<string, Sent>()
  return {
    due(offer) {
      const { point, at, value, quality, reason } = offer
      const last = sent.get(point)
      if (!last) sent.set(point, { at, value, quality, reason })
      else if (worthSending(last, offer)) Object.assign(last, { at, value, quality, reason })
      else return false
      return true
    },
  }
}

function worthSending(last: Sent, { at, value, quality, reason, rule }: Offer): boolean {
  if (last.quality !== quality || last.reason !== reason) return true
  const passed = at - last.at
  // Polls come a little early or late; a heartbeat of exactly the poll period must not skip every other one. A time
  // before the last one means that the clock was set back.
  if (passed >= rule.heartbeat * 0.9 || passed < 0) return true
  if (last.value === null || value === null) return last.value !== value
  return Math.abs(value - last.value) > rule.deadband
}
