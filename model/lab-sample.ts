import type { Quantity } from './quantity.ts'
import type { Instant } from './time.ts'

/** Parameters of water quality in the order a laboratory lists them. */
export const PARAMETERS = [
  'chlorine',
  'total-chlorine',
  'chlorine-dioxide',
  'turbidity',
  'ph',
  'conductivity',
  'temperature',
  'redox',
  'ammonia',
  'cod',
] as const satisfies readonly Quantity[]
export type Parameter = (typeof PARAMETERS)[number]

/** A value that a laboratory found in water taken where an analyser measures. */
export interface LabSample {
  id: string
  /** The analyser's point. */
  point: string
  /** When the water was taken. */
  at: Instant
  /** SI */
  value: number
  /** When and by whom it was entered. */
  entered: Instant
  by: string
  /** The laboratory's own number. */
  number?: string
  method?: string
  note?: string
  /** A mistake is not removed: it is taken back, with a reason. */
  withdrawn?: { at: Instant; by: string; reason: string }
}

/** A sample beside what the analyser said when it was taken. */
export interface ComparedSample extends LabSample {
  /** The good reading nearest to the sampling time; null where there is none close enough. */
  online: { at: Instant; value: number } | null
  /** Online less laboratory. */
  difference: number | null
  /** How much they may differ (domain.md §1.4). */
  allowed: number
  agrees: boolean | null
}

/**
 * How far an analyser may be from the laboratory, SI: ±0.1 mg/L or 15 % for disinfectants, whichever is larger
 * (domain.md §1.4, EPA Method 334.0 in practice); the others by what their instruments can hold.
 */
export function allowedDifference(quantity: Quantity, value: number): number {
  const least: Partial<Record<Quantity, number>> = {
    chlorine: 0.1,
    'total-chlorine': 0.1,
    'chlorine-dioxide': 0.1,
    turbidity: 0.1,
    ph: 0.2,
    conductivity: 10,
    temperature: 0.5,
    redox: 30,
    ammonia: 0.1,
    cod: 0.3,
  }
  const share = quantity === 'ph' || quantity === 'temperature' ? 0 : 0.15
  return Math.max(least[quantity] ?? 0, share * Math.abs(value))
}
