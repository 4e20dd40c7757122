import type { AlarmState, Priority } from '../../../model/alarm.ts'

/** Outline of a priority's shape in a box of 20 × 20, drawn the same on the map, in tables and on paper. */
export const SHAPES: Record<Priority, string> = {
  1: 'M10 1.6 L19 17.8 L1 17.8 Z',
  2: 'M2.2 2.2 H17.8 V17.8 H2.2 Z',
  3: 'M10 0.9 L19.1 10 L10 19.1 L0.9 10 Z',
  4: 'M10 1.6 A8.4 8.4 0 1 1 10 18.4 A8.4 8.4 0 1 1 10 1.6 Z',
}

/** Where the digit's middle sits in its shape. */
export const DIGIT_Y: Record<Priority, number> = { 1: 12.4, 2: 10, 3: 10, 4: 10 }

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
