import type { Alarm } from './alarm.ts'
import type { QualityCode } from './quality.ts'
import type { TicketView } from './ticket.ts'
import type { Instant } from './time.ts'

/** [point id, device time, SI value, quality code] */
export type LiveValue = [point: string, at: Instant, value: number | null, code: QualityCode]

/** Conflated live values of a zone on `sp/<site>/live/<zone>`. */
export interface LiveValues {
  sent: Instant
  values: LiveValue[]
}

export interface LiveCounts {
  /** Unacknowledged and active alarms by priority 1–4. */
  unacked: [number, number, number, number]
  active: [number, number, number, number]
}

/** What the server says on `/api/v1/live`. `seq` grows by one a message; a gap means: subscribe again with `since`. */
export type LiveMessage =
  | {
      type: 'snapshot'
      seq: number
      now: Instant
      values: LiveValue[]
      alarms: Alarm[]
      tickets: TicketView[]
    }
  | { type: 'values'; seq: number; values: LiveValue[] }
  | { type: 'alarm'; seq: number; alarm: Alarm }
  | { type: 'ticket'; seq: number; ticket: TicketView }
  | {
      type: 'heartbeat'
      seq: number
      now: Instant
      speed: number
      /** How old values are when they reach the dashboard, ms of site time; null when none have come for a while. */
      ingestLag: number | null
      counts: LiveCounts
    }

/** What a client asks: `points` '*' for all or at most 20,000 ids; `since` to resume after a break. */
export interface LiveSubscribe {
  type: 'subscribe'
  points: string[] | '*'
  since?: number
}
