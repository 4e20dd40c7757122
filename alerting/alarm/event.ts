import type { Priority } from '../../model/alarm.ts'
import type { Evidence } from '../../model/detection.ts'
import type { LngLat } from '../../model/network.ts'
import type { Instant } from '../../model/time.ts'

/** What an alarm is about, resolved from its detection when it is raised. */
export interface AlarmSubject {
  kind: string
  subject: string
  code: string
  priority: Priority
  point?: string
  asset?: string
  zone?: string
  place?: LngLat
  /** Held until somebody resets it. */
  latched?: boolean
}

/** Everything that can happen to an alarm; `at` is device time for conditions, the person's time for actions. */
export type AlarmEvent =
  | {
      type: 'raised'
      at: Instant
      start: Instant
      about: AlarmSubject
      evidence: Evidence
      /** It was raised so often of late that it stays acknowledged. */
      chattering?: boolean
    }
  | { type: 'updated'; at: Instant; evidence: Evidence }
  | { type: 'cleared'; at: Instant; evidence: Evidence }
  | { type: 'lost'; at: Instant }
  | { type: 'regained'; at: Instant }
  | { type: 'acknowledged'; at: Instant; by: string; note?: string }
  | { type: 'shelved'; at: Instant; by: string; reason: string; until: Instant }
  | { type: 'unshelved'; at: Instant; by: string }
  | { type: 'suppressed'; at: Instant; rule: string }
  | { type: 'released'; at: Instant }
  | { type: 'removed'; at: Instant; by: string; reason: string }
  | { type: 'returned'; at: Instant; by: string }
  | { type: 'reset'; at: Instant; by: string }
  | { type: 'commented'; at: Instant; by: string; note: string }
  | { type: 'linked'; at: Instant; incident?: string; ticket?: string }

export type AlarmEventType = AlarmEvent['type']
