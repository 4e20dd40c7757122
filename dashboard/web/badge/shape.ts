import type { AlarmState, Priority } from '../../../model/alarm.ts'

/** Outline of a priority's shape in a box of 20 × 20, drawn the same on the map, in tables and on paper. */
export const SHAPES: Record<Priority, string> = {
  1: 'M10 0.6 L19.9 18.4 L0.1 18.4 Z',
  2: 'M1.6 1.6 H18.4 V18.4 H1.6 Z',
  3: 'M10 0 L20 10 L10 20 L0 10 Z',
  4: 'M10 1 A9 9 0 1 1 10 19 A9 9 0 1 1 10 1 Z',
}

/** Where the digit's middle sits in its shape. */
export const DIGIT_Y: Record<Priority, number> = { 1: 12.9, 2: 10, 3: 10, 4: 10 }

/** The same shapes as characters, for titles and speech where nothing can be drawn. */
export const GLYPHS: Record<Priority, string> = { 1: '▲', 2: '■', 3: '◆', 4: '●' }

export type Mark = 'ring' | 'hollow' | 'plain'

/** How a state looks without any colour: ring (unacknowledged), plain (acknowledged), hollow (gone, or set aside). */
export function markOf(state: AlarmState): Mark {
  if (state === 'UNACK') return 'ring'
  return state === 'ACKED' ? 'plain' : 'hollow'
}

/** What stands in the badge: the digit, or why the alarm is set aside. */
export type Inside = 'digit' | 'clock' | 'bar' | 'wrench' | 'unknown'

export function insideOf(state: AlarmState, unknown: boolean): Inside {
  if (state === 'SHLVD') return 'clock'
  if (state === 'DSUPR') return 'bar'
  if (state === 'OOSRV') return 'wrench'
  return unknown ? 'unknown' : 'digit'
}

export const isGrey = (state: AlarmState): boolean =>
  state === 'SHLVD' || state === 'DSUPR' || state === 'OOSRV' || state === 'NORM'
