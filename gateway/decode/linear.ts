import { toSi } from '../../model/units.ts'
import type { ProfilePoint } from '../profile.ts'
import type { Raw } from './raw.ts'
import { neat } from './value.ts'

/** A point whose SI value is a straight line over its raw value and nothing else: most points of most devices. */
export interface Linear {
  factor: number
  offset: number
  sentinels: readonly number[] | undefined
}

/**
 * The straight line of a point; undefined when other registers or a table have a say in it.
 * @param unit Unit set on the device; the profile's when undefined.
 */
export function linearOf(point: ProfilePoint, unit: string | undefined): Linear | undefined {
  const { bits, map, scaleFrom, addFrom, unitFrom, statusFrom, scale, offset, sentinels } = point
  if (bits || map || scaleFrom || addFrom || (unitFrom && unit === undefined) || statusFrom) return undefined
  const from = unit ?? point.unit
  if (from === undefined) return { factor: scale, offset, sentinels }
  const zero = toSi(0, from)
  const slope = toSi(1, from) - zero
  return { factor: scale * slope, offset: offset * slope + zero, sentinels }
}

/** The good SI value of a raw one; undefined when it is not good, which `decodePoint` then explains. */
export function linearValue({ factor, offset, sentinels }: Linear, raw: Raw | undefined): number | undefined {
  if (typeof raw !== 'number' || sentinels?.includes(raw)) return undefined
  const value = neat(raw * factor + offset)
  return Number.isFinite(value) ? value : undefined
}
