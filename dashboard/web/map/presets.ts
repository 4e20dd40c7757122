import { qualityOf } from '../../../model/quality.ts'
import type { Quantity } from '../../../model/quantity.ts'
import type { Entry } from '../directory/directory.ts'
import type { Tag } from '../live/tag-store.ts'

/** What the map is looked at for. Hue stays with alarms: a preset colours in blues and greys. */
export const PRESETS = ['operation', 'pressure', 'quality', 'flow', 'age', 'work'] as const
export type Preset = (typeof PRESETS)[number]

/** The preset an address names; everyday operation when it does not, or names none. */
export const presetOf = (text: string | undefined): Preset => PRESETS.find(one => one === text) ?? 'operation'

interface Measured {
  quantity: Quantity
  /** Borders between the five steps of the ramp, SI. */
  breaks: readonly [number, number, number, number]
}

/**
 * What is coloured by its value. Pressures by what a house needs (14 m at the tap, 28 m usual), chlorine by the
 * limits of GB 5749 (0.05 mg/L at the end of the network, 0.3 leaving the plant).
 */
export const MEASURED: Partial<Record<Preset, Measured>> = {
  pressure: { quantity: 'pressure', breaks: [14, 20, 28, 40] },
  quality: { quantity: 'chlorine', breaks: [0.05, 0.3, 0.6, 1] },
  flow: { quantity: 'flow', breaks: [10, 50, 200, 800] },
}

/** Years between the steps of the ramp for pipes: the oldest darkest. */
export const YEARS = [1980, 1990, 2000, 2010] as const

/** Whether anything is coloured at all. */
export const hasRamp = (preset: Preset): boolean => preset in MEASURED || preset === 'age'

/** 1 to 5; 0 for what is not coloured: it measures something else, or its value must not be believed. */
export function rampStep(entry: Entry, preset: Preset, tagOf: (point: string) => Tag, good: boolean): number {
  const measured = MEASURED[preset]
  const point = measured && pointFor(entry, preset)
  if (!measured || !point || !good) return 0
  const { value, code } = tagOf(point.id)
  if (value === null || qualityOf(code) === 'bad') return 0
  return 1 + measured.breaks.filter(border => Math.abs(value) >= border).length
}

/** The point of an asset that this preset is about. */
export function pointFor(entry: Entry, preset: Preset) {
  const quantity = MEASURED[preset]?.quantity
  return quantity && entry.points.find(point => point.quantity === quantity)
}
