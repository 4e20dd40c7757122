import type { Alarm } from '../../../model/alarm.ts'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import type { Collection } from './collection.ts'
import type { TagStore } from './tag-store.ts'

/** What a screen shows: the present, or a moment of the past. */
export interface Scene {
  readonly live: boolean
  readonly tags: TagStore
  readonly alarms: Collection<Alarm>
  readonly tickets: Collection<TicketView>
  now(): Instant
  /** In the past: whether a point's course is loaded, so that its silence means something. */
  knows?(point: string): boolean
  /** The stretch of the past that is loaded; absent in the present. */
  readonly span?: { from: Instant; to: Instant }
  /** Simulated seconds a real second, for how old a value may be. */
  readonly speed: number
  /** Tells when the whole second of `now` has changed. */
  onSecond(told: () => void): () => void
}
