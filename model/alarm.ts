import { type Static, Type } from 'typebox'
import { LngLat } from './network.ts'
import type { Instant } from './time.ts'

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })

export const PRIORITIES = [1, 2, 3, 4] as const
export type Priority = (typeof PRIORITIES)[number]

/**
 * The operator's view of a detection (ISA-18.2). Only facts are stored; the state is asked for with `alarmState`.
 * One alarm per condition (`kind/subject`): a new spell re-uses it and counts.
 */
export const Alarm = Type.Object({
  id: Type.String({ description: 'kind/subject' }),
  kind: Type.String(),
  subject: Type.String(),
  /** Message code with `evidence` as parameters; rendered in the viewer's language. */
  code: Type.String(),
  priority: Type.Unsafe<Priority>({ type: 'integer', minimum: 1, maximum: 4 }),
  active: Type.Boolean(),
  /** The condition cannot be judged now; `active` is the last known. */
  unknown: Type.Boolean(),
  raisedAt: Type.Number(),
  clearedAt: Type.Optional(Type.Number()),
  /** Spells of the condition since it last returned to normal acknowledged. */
  count: Type.Integer({ minimum: 1 }),
  acked: Type.Optional(
    Type.Object({ at: Type.Number(), by: Type.String(), note: Type.Optional(Type.String()) }),
  ),
  shelved: Type.Optional(
    Type.Object({ until: Type.Number(), at: Type.Number(), by: Type.String(), reason: Type.String() }),
  ),
  suppressedBy: Type.Optional(Type.String()),
  outOfService: Type.Optional(Type.Object({ at: Type.Number(), by: Type.String(), reason: Type.String() })),
  latched: Type.Optional(Type.Boolean()),
  /** Comes and goes too fast to be attended each time (ISA-18.2: three times a minute): one row, counted. */
  chattering: Type.Optional(Type.Boolean()),
  point: Type.Optional(Type.String()),
  asset: Type.Optional(Type.String()),
  zone: Type.Optional(Type.String()),
  at: Type.Optional(LngLat),
  evidence: Type.Record(
    Type.String(),
    Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]),
  ),
  incident: Type.Optional(Type.String()),
  ticket: Type.Optional(Type.String()),
})
export type Alarm = Static<typeof Alarm>

/** ISA-18.2 states (domain.md §3.1). */
export const ALARM_STATES = ['NORM', 'UNACK', 'ACKED', 'RTNUN', 'SHLVD', 'DSUPR', 'OOSRV'] as const
export type AlarmState = (typeof ALARM_STATES)[number]
export const AlarmState = word(ALARM_STATES)

/** The ISA-18.2 state that the stored facts mean at `now`. */
export function alarmState(alarm: Alarm, now: Instant): AlarmState {
  if (alarm.outOfService) return 'OOSRV'
  if (alarm.suppressedBy) return 'DSUPR'
  if (alarm.shelved && alarm.shelved.until > now) return 'SHLVD'
  const standing = alarm.active || alarm.latched === true
  if (standing) return alarm.acked ? 'ACKED' : 'UNACK'
  return alarm.acked ? 'NORM' : 'RTNUN'
}
