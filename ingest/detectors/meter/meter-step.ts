import type { Reading } from '../../../model/reading.ts'
import { HOUR, type Instant } from '../../../model/time.ts'

/** What went through a meter between two readings of its register. */
export interface MeterStep {
  from: Instant
  to: Instant
  /** m³; negative when the register went back. */
  used: number
  /** m³/h */
  flow: number
  /** Long enough between readings that nothing is known of the hours in it. */
  isGap: boolean
}

/** The last reading of a register. */
export interface Register {
  readonly at: Instant
  readonly volume: number
}

/** A gap in the register longer than this proves nothing about the hours in it. */
export const LONGEST_STEP = 3 * HOUR

/** A register never falls by more than this share by water running back: it was changed or has rolled over. */
const EXCHANGE = 0.5

/**
 * The step from one register reading to the next; undefined where there is none (first reading, exchanged meter,
 * rollover, unusable value). Source: domain.md §4.3 (negative delta, rollover, exchange).
 */
export function meterStep(
  before: Register | undefined,
  { at, value, quality, reason }: Reading,
): { register: Register | undefined; step: MeterStep | undefined } {
  const isJump = reason === 'meter-exchange' || reason === 'totaliser-rollover'
  const isUsable = value !== null && (quality === 'good' || reason === 'totaliser-reverse' || isJump)
  if (!isUsable) return { register: before, step: undefined }
  const register = { at, volume: value }
  if (!before || isJump || at <= before.at) return { register, step: undefined }
  const used = value - before.volume
  if (used < 0 && -used > EXCHANGE * before.volume && -used > 1) return { register, step: undefined }
  const elapsed = at - before.at
  const step = { from: before.at, to: at, used, flow: (used / elapsed) * HOUR, isGap: elapsed > LONGEST_STEP }
  return { register, step }
}
