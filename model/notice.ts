import { type Static, Type } from 'typebox'
import { LngLat } from './network.ts'
import { Name } from './point.ts'

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })

/** What customers are told (regulations.md B): planned, temporary and emergency outages; and what becomes of them. */
export const NOTICE_KINDS = ['planned', 'temporary', 'emergency'] as const
export type OutageKind = (typeof NOTICE_KINDS)[number]

/** Somebody was told: through which channel, who, when, by whom. */
export const Told = Type.Object({
  at: Type.Number(),
  by: Type.String(),
  channel: Type.String(),
  recipient: Type.String(),
  note: Type.Optional(Type.String()),
})
export type Told = Static<typeof Told>

/** A change of the promise, kept for everybody to see. */
export const Revision = Type.Object({
  at: Type.Number(),
  by: Type.String(),
  expectedRecovery: Type.Number(),
  reason: Type.String(),
})
export type Revision = Static<typeof Revision>

/** An outage as customers are told of it. Its state follows from what has happened: see `noticeState`. */
export const Notice = Type.Object({
  /** e.g. TZ-2026-1122-0003 */
  id: Type.String(),
  kind: word(NOTICE_KINDS),
  ticket: Type.Optional(Type.String()),
  /** The pipe or node that is shut off. */
  asset: Type.Optional(Type.String()),
  area: Name,
  cause: Name,
  /** When water stops, and when it is expected back. */
  start: Type.Number(),
  expectedRecovery: Type.Number(),
  advice: Type.Optional(Name),
  phone: Type.Optional(Type.String()),
  waterTrucks: Type.Array(Name),
  valves: Type.Array(Type.Object({ id: Type.String(), diameter: Type.Number() })),
  dn: Type.Optional(Type.Number()),
  customers: Type.Integer({ minimum: 0 }),
  households: Type.Integer({ minimum: 0 }),
  /** Who must be told by name: hospitals, dialysis, schools… */
  critical: Type.Array(Type.Object({ customer: Type.String(), name: Name, kind: Type.String() })),
  /** Outline of what is without water, for a map. */
  outline: Type.Optional(Type.Array(LngLat)),
  createdAt: Type.Number(),
  createdBy: Type.String(),
  approved: Type.Optional(Type.Object({ at: Type.Number(), by: Type.String() })),
  published: Type.Optional(Type.Object({ at: Type.Number(), by: Type.String() })),
  restored: Type.Optional(Type.Object({ at: Type.Number(), by: Type.String() })),
  withdrawn: Type.Optional(Type.Object({ at: Type.Number(), by: Type.String(), why: Type.String() })),
  revisions: Type.Array(Revision),
  told: Type.Array(Told),
})
export type Notice = Static<typeof Notice>

export type NoticeState = 'draft' | 'approved' | 'published' | 'restored' | 'withdrawn'

/** Where a notice stands. */
export function noticeState(notice: Notice): NoticeState {
  if (notice.withdrawn) return 'withdrawn'
  if (notice.restored) return 'restored'
  if (notice.published) return 'published'
  return notice.approved ? 'approved' : 'draft'
}
