import { toSi } from '../../model/units.ts'
import type { ProfilePoint } from '../profile.ts'
import type { RawValues } from './answers.ts'
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

/** The straight lines of a device side by side: a poll of many registers walks through memory in order. */
export interface Lines {
  /** Place of the raw value; -1 where there is no straight line. */
  readonly slots: Int32Array
  readonly factors: Float64Array
  readonly offsets: Float64Array
  readonly sentinels: readonly (readonly number[] | undefined)[]
}

/** Puts straight lines, each with the place of its raw value, side by side. */
export function linesOf(all: readonly { linear: Linear | undefined; slot: number }[]): Lines {
  return {
    slots: Int32Array.from(all, ({ linear, slot }) => (linear ? slot : -1)),
    factors: Float64Array.from(all, ({ linear }) => linear?.factor ?? 0),
    offsets: Float64Array.from(all, ({ linear }) => linear?.offset ?? 0),
    sentinels: all.map(({ linear }) => linear?.sentinels),
  }
}

/** The good SI value on the i-th line; undefined when it is not good, which `decodePoint` then explains. */
export function valueOn(
  { slots, factors, offsets, sentinels }: Lines,
  i: number,
  values: RawValues,
): number | undefined {
  const slot = slots[i]!
  const raw = slot < 0 ? undefined : values[slot]
  if (typeof raw !== 'number' || sentinels[i]?.includes(raw)) return undefined
  const value = neat(raw * factors[i]! + offsets[i]!)
  return Number.isFinite(value) ? value : undefined
}
