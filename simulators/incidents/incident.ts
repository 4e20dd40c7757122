import { type Static, Type } from 'typebox'
import type { LngLat } from '../../model/network.ts'
import { HOUR, type Instant, MINUTE } from '../../model/time.ts'

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })

export const INCIDENT_KINDS = [
  'burst',
  'slow-leak',
  'pump-trip',
  'power-failure',
  'chlorine-loss',
  'turbidity-spike',
  'household-leak',
  'stuck-sensor',
  'link-loss',
  'clock-wrong',
  'late-upload',
] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

/**
 * Something that shall go wrong. `size`, by kind: burst and slow-leak, diameter of the hole, mm; chlorine-loss, what
 * is left of the dose, mg/L; turbidity-spike, NTU; household-leak, m³/h; clock-wrong, h (ahead is positive).
 */
export const IncidentSpec = Type.Object(
  {
    kind: word(INCIDENT_KINDS),
    /** Id of an asset, zone, station, customer or device; chosen by chance when left out. */
    target: Type.Optional(Type.String()),
    size: Type.Optional(Type.Number()),
    /** ms until it ends by itself; until repaired when left out. */
    lasts: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  { additionalProperties: false },
)
export type IncidentSpec = Static<typeof IncidentSpec>

/** An incident that has happened: where it really is, which is what the platform is to find out. */
export interface Incident {
  id: string
  kind: IncidentKind
  /** What was hit: pipe, pump, plant, customer, device or zone. */
  target: string
  size: number
  zone?: string
  at?: LngLat
  /** Node the water leaves at. */
  node?: string
  startedAt: Instant
  endedAt?: Instant
  /** Why it ended. */
  endedBy?: 'time' | 'repair' | 'waterStopped' | 'stop'
}

/** What an incident is when a scenario does not say. */
export const USUAL_SIZE: Record<IncidentKind, number> = {
  burst: 55,
  'slow-leak': 16,
  'pump-trip': 1,
  'power-failure': 1,
  'chlorine-loss': 0.05,
  'turbidity-spike': 2.5,
  'household-leak': 0.35,
  'stuck-sensor': 1,
  'link-loss': 1,
  'clock-wrong': 1,
  'late-upload': 1,
}

/** A slow leak reaches its size after this. */
export const SLOW_LEAK_GROWS = 8 * HOUR
export const GROWTH_LOOK = 5 * MINUTE

/**
 * Emitter coefficient of a round hole, m³/h per √m: Q = Cd·A·√(2gh), Cd 0.75.
 * @param diameter mm
 */
export function orifice(diameter: number): number {
  const area = (Math.PI * (diameter / 1_000) ** 2) / 4
  return 0.75 * area * Math.sqrt(2 * 9.81) * 3_600
}
