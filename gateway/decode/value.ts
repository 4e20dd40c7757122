import type { Quality, Reason } from '../../model/quality.ts'
import { toSi } from '../../model/units.ts'
import type { ProfilePoint } from '../profile.ts'
import type { Raw } from './raw.ts'

/** A value with what is to be thought of it; SI, null only when bad. */
export interface Decoded {
  value: number | null
  quality: Quality
  reason?: Reason
}

/** What the answers of one poll say: the raw value of a profile key, or why there is none. */
export interface Answers {
  raw(key: string): Raw | undefined
  /** The integer of a status word, before any bits are taken out of it. */
  whole(key: string): Raw | undefined
  point(key: string): ProfilePoint | undefined
}

const bad = (reason: Reason, value: number | null = null): Decoded => ({ value, quality: 'bad', reason })

/**
 * The meaning of one profile point: sentinels, map, scale, offset, unit and the device's own status.
 * @param unit Unit set on the device; the profile's when undefined; no conversion when both are.
 */
export function decodePoint(point: ProfilePoint, answers: Answers, unit?: string): Decoded {
  const scaled = scaledValue(point, answers)
  const status = point.statusFrom && statusOf(point.statusFrom, answers.whole(point.statusFrom.key))
  if (typeof scaled !== 'number') return status?.quality === 'bad' ? { ...status, value: null } : bad(scaled)
  const from = unit ?? (point.unitFrom ? unitNamed(point.unitFrom, answers) : point.unit)
  if (from === null) return bad('undecodable')
  const value = neat(from === undefined ? scaled : toSi(scaled, from))
  if (!Number.isFinite(value)) return bad('undecodable')
  return status ? { ...status, value } : { value, quality: 'good' }
}

/** 304 × 0.1 is 30.400000000000002 only to a computer: twelve digits are kept. */
export function neat(value: number): number {
  if (Number.isInteger(value)) return value
  const size = Math.abs(value)
  // The same without a detour over text, where nine decimals are enough for it.
  return size >= 0.01 && size < 1e6 ? Math.round(value * 1e9) / 1e9 : Number(value.toPrecision(12))
}

/** raw × scale + offset in the device's unit, or why there is none. */
function scaledValue(point: ProfilePoint, answers: Answers, depth = 0): number | Reason {
  const raw = answers.raw(point.key)
  const whole = answers.whole(point.key)
  if (raw === undefined || whole === undefined) return 'bad-register'
  if (typeof raw !== 'number' || typeof whole !== 'number') return 'undecodable'
  if (point.sentinels?.includes(whole)) return 'sentinel'
  // Analysers write NaN and infinities where there is no value (E+H: 7FA00000).
  if (!Number.isFinite(raw)) return 'sentinel'
  const mapped = point.map ? point.map[String(raw)] : raw
  if (mapped === undefined) return 'undecodable'
  const decimals = point.scaleFrom === undefined ? 0 : answers.raw(point.scaleFrom)
  if (decimals === undefined) return 'bad-register'
  if (typeof decimals !== 'number' || !Number.isInteger(decimals) || Math.abs(decimals) > 9)
    return 'undecodable'
  const value = (mapped * point.scale) / 10 ** decimals + point.offset
  const more = point.addFrom === undefined ? undefined : answers.point(point.addFrom)
  if (!more || depth > 0) return value
  const added = scaledValue(more, answers, depth + 1)
  return typeof added === 'number' ? value + added : added
}

function unitNamed({ key, units }: NonNullable<ProfilePoint['unitFrom']>, answers: Answers): string | null {
  const code = answers.raw(key)
  return units[String(code)] ?? null
}

function statusOf(
  rule: NonNullable<ProfilePoint['statusFrom']>,
  raw: Raw | undefined,
): Omit<Decoded, 'value'> {
  // Unread or unreadable status: nothing says that the value is wrong, and nothing that it is right.
  if (typeof raw !== 'number') return { quality: 'uncertain', reason: 'unspecified' }
  const has = (bits: readonly number[] | undefined) =>
    bits?.some(bit => Math.floor(raw / 2 ** bit) % 2 === 1) ?? false
  if (has(rule.badBits)) return { quality: 'bad', reason: 'device-failure' }
  if (has(rule.uncertainBits)) return { quality: 'uncertain', reason: 'unspecified' }
  if (rule.notConnected?.includes(raw)) return { quality: 'bad', reason: 'not-connected' }
  if (rule.maintenance?.includes(raw)) return { quality: 'uncertain', reason: 'maintenance' }
  if (rule.good?.includes(raw) || (rule.good === undefined && rule.uncertain === undefined))
    return { quality: 'good' }
  if (rule.uncertain?.includes(raw)) return { quality: 'uncertain', reason: 'unspecified' }
  return { quality: 'bad', reason: 'sensor-failure' }
}
