import { create } from 'zustand'
import type { Name } from '../../../model/point.ts'
import type { SessionInfo, Surroundings } from '../../../model/screen.ts'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import type { IsolationPlan } from '../trace/queries.ts'
import type { Entry } from './outbox/entry.ts'
import type { Kept } from './work/ahead.ts'
import { type Heard, siteTime } from './work/site-time.ts'

/** What the phone has of the site besides jobs. */
export interface SiteWords {
  name: Name
  timeZone: string
  units: Record<string, Name>
  /** Names of people by their id. */
  people: Record<string, string>
}

/** What is kept of a shut-off: the valves to close, what else would do, whom it cuts off. */
export type Plan = Pick<
  IsolationPlan,
  'possible' | 'close' | 'alternatives' | 'customerCount' | 'households' | 'critical'
> & {
  /** Valves that were known to fail when it was asked for. */
  without: string[]
  segment: string[]
}

export interface FieldState {
  /** opening, then either `ready` or the one thing that stops it. */
  phase: 'opening' | 'no-database' | 'ready'
  session: SessionInfo | undefined
  /** The server does not know this session any more. */
  signedOut: boolean
  /** Whether the last question was answered. */
  online: boolean
  /** When the jobs were last read, by the platform's time. */
  readAt: Instant | undefined
  heard: Heard | undefined
  site: SiteWords | undefined
  tickets: readonly TicketView[]
  kept: Readonly<Record<string, Kept>>
  plans: Readonly<Record<string, Plan>>
  around: Readonly<Record<string, Surroundings>>
  entries: readonly Entry[]
  /** Why something could not be written down on this phone. */
  trouble: 'full' | 'storage' | undefined
}

export const useField = create<FieldState>()(() => ({
  phase: 'opening',
  session: undefined,
  signedOut: false,
  online: navigator.onLine,
  readAt: undefined,
  heard: undefined,
  site: undefined,
  tickets: [],
  kept: {},
  plans: {},
  around: {},
  entries: [],
  trouble: undefined,
}))

/** The platform's time, as far as this phone knows. */
export const siteNow = (): Instant => siteTime(useField.getState().heard, Date.now())
