import { type Static, Type } from 'typebox'
import type { Reading } from './reading.ts'
import type { Instant } from './time.ts'

const Evidence = Type.Record(
  Type.String(),
  Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]),
)
/** Numbers and words a person needs to believe a detection: value, limit, baseline, z, other sensors… (SI). */
export type Evidence = Static<typeof Evidence>

/**
 * "This condition holds / no longer holds". Keyed `kind/subject`; one spell of the condition is `kind/subject/start`.
 * Published retained, QoS 1, on `sp/<site>/detections/<kind>/<subject>`: the newest state of each condition.
 */
export const Detection = Type.Object({
  kind: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
  /** What it is about: a point, asset, zone or gateway id. */
  subject: Type.String(),
  /** Device time at which this spell of the condition began. */
  start: Type.Number(),
  /** Device time of this message's change. */
  at: Type.Number(),
  active: Type.Boolean(),
  /** The subject's condition cannot be judged now (link lost): `active` is the last known state. */
  unknown: Type.Optional(Type.Boolean()),
  /** Found in late data: history, never a live alarm. */
  retrospective: Type.Optional(Type.Boolean()),
  point: Type.Optional(Type.String()),
  asset: Type.Optional(Type.String()),
  zone: Type.Optional(Type.String()),
  evidence: Evidence,
})
export type Detection = Static<typeof Detection>

/** Names one spell of a condition. A resend has the same id and changes nothing. */
export function detectionId(detection: Pick<Detection, 'kind' | 'subject' | 'start'>): string {
  return `${detection.kind}/${detection.subject}/${detection.start}`
}

/**
 * A pure reducer over the readings of its points, in device-time order. No I/O and no clock: replaying history
 * yields the same detections. `tick` exists only because absence sends no reading.
 */
export interface Detector<S> {
  kind: string
  initial: S
  step(state: S, reading: Reading): [S, Detection[]]
  tick?(state: S, now: Instant): [S, Detection[]]
}

/** Conditions that are about instruments and links, not about water: they never stand as process alarms. */
export const DIAGNOSTIC_KINDS = [
  'comm-failure',
  'missing-data',
  'flat-line',
  'instrument-fault',
  'clock-wrong',
  'data-gap',
] as const

/** True for a condition of an instrument or a link. */
export function isDiagnostic(kind: string): boolean {
  return (DIAGNOSTIC_KINDS as readonly string[]).includes(kind)
}
