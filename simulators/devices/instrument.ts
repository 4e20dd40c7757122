import { DAY, type Instant } from '../../model/time.ts'
import { hashNormal, hashUnit } from '../random.ts'

/** How an instrument falls short of the truth. */
export interface Accuracy {
  /** Standard deviation of one reading. */
  noise: number
  /** Smallest step it can show. */
  resolution: number
  /** How far it wanders off over weeks, at most. */
  drift?: number
  /** How often it looks, ms; between, it shows the same. */
  cycle?: number
}

/** What an instrument shows of a true value: a pure function of device and time, so that a resend shows the same. */
export function shown(seed: number, at: Instant, truth: number, accuracy: Accuracy): number {
  const turn = Math.floor(at / (accuracy.cycle ?? 1_000))
  const drift = accuracy.drift
    ? accuracy.drift * Math.sin((2 * Math.PI * at) / (23 * DAY) + 6.28 * hashUnit(seed, 0))
    : 0
  const value = truth + drift + accuracy.noise * hashNormal(seed, turn)
  return Math.round(value / accuracy.resolution) * accuracy.resolution
}
