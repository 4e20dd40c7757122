import type { Instant } from '../../model/time.ts'
import type { Family } from '../alarm/catalogue.ts'

/** Alarms of one cause. Open while an alarm of it stands or its ticket is open. */
export interface Incident {
  /** e.g. IN-2026-1122-0004 */
  id: string
  family: Family
  /** What its alarms share: a zone, a station, a customer, a gateway. */
  scope: string
  openedAt: Instant
  /** Device time of the newest spell in it. */
  lastAt: Instant
  alarms: string[]
  /** The alarm that names the cause, and how strongly. */
  cause: { alarm: string; kind: string; rank: number }
  ticket?: string
  /** Found by people to be the same as this one. */
  mergedInto?: string
}
