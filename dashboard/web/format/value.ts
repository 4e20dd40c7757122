import type { AssetKind } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import { QUANTITIES, type Quantity } from '../../../model/quantity.ts'
import { fromSi } from '../../../model/units.ts'

export const PRESSURE_UNITS = ['MPa', 'kPa', 'bar', 'm'] as const
export type PressureUnit = (typeof PRESSURE_UNITS)[number]

/** How a viewer reads values. */
export interface Reading {
  pressure: PressureUnit
}

const DECIMALS: Record<PressureUnit, number> = { MPa: 3, kPa: 0, bar: 2, m: 1 }
const SYMBOLS: Record<string, string> = { 'm3/h': 'm³/h', m3: 'm³', '1': '', pH: '' }

/** Pressures are levels of head inside the platform; people read them in the unit of their gauges. */
const isPressure = (quantity: Quantity) => quantity === 'pressure' || quantity === 'setpoint'

/** Unit and decimals a quantity is shown with. */
export function shownAs(quantity: Quantity, { pressure }: Reading): { unit: string; decimals: number } {
  const { unit, decimals } = QUANTITIES[quantity]
  return isPressure(quantity) ? { unit: pressure, decimals: DECIMALS[pressure] } : { unit, decimals }
}

/** The unit's symbol as printed behind a number; empty for numbers that count or have none. */
export function symbol(quantity: Quantity, reading: Reading): string {
  const { unit } = shownAs(quantity, reading)
  return SYMBOLS[unit] ?? unit
}

/** An SI value in the viewer's unit, as a number for scales and files. */
export function shownNumber(value: number, quantity: Quantity, reading: Reading): number {
  const { unit } = shownAs(quantity, reading)
  return isPressure(quantity) ? fromSi(value, unit) : value
}

/** An SI value as its digits, fixed per quantity so that columns line up. What is not known is a dash, never 0. */
export function digits(value: number | null | undefined, quantity: Quantity, reading: Reading): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const { decimals } = shownAs(quantity, reading)
  const text = shownNumber(value, quantity, reading).toFixed(decimals)
  return Number(text) === 0 ? text.replace('-', '') : text
}

/** Digits with the symbol behind them: `0.312 MPa`. */
export function withUnit(value: number | null | undefined, quantity: Quantity, reading: Reading): string {
  const unit = symbol(quantity, reading)
  const text = digits(value, quantity, reading)
  return unit === '' || text === '–' ? text : `${text} ${unit}`
}

/** What an asset of a kind is there to measure: it is told before everything else measured there. */
const PURPOSE: Partial<Record<AssetKind, readonly Quantity[]>> = {
  'flow-meter': ['flow'],
  meter: ['flow', 'volume'],
  'level-meter': ['level'],
  tank: ['level'],
  reservoir: ['level'],
  analyser: ['chlorine', 'turbidity'],
}

/** Points of an asset in the order a person looks at them: what the asset is for first. */
export function byImportance(kind?: AssetKind): (a: Point, b: Point) => number {
  const order = [...((kind && PURPOSE[kind]) ?? []), ...(Object.keys(QUANTITIES) as Quantity[])]
  const rank = (point: Point) => (point.kind === 'counter' ? 100 : 0) + order.indexOf(point.quantity)
  return (a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)
}
