/** One-stroke marks of assets in a box of 20 × 20: outline, letter or filled part. Grey always. */
export interface Glyph {
  path: string
  letter?: string
  fill?: string
}

const CIRCLE = 'M10 3 A7 7 0 1 1 10 17 A7 7 0 1 1 10 3 Z'
const BOX = 'M4 4 H16 V16 H4 Z'

export const GLYPHS: Readonly<Record<string, Glyph>> = {
  pump: { path: CIRCLE, fill: 'M7.6 6.4 L14 10 L7.6 13.6 Z' },
  'pressure-logger': { path: CIRCLE, letter: 'P' },
  'flow-meter': { path: CIRCLE, letter: 'F' },
  analyser: { path: CIRCLE, letter: 'Q' },
  meter: { path: CIRCLE, letter: 'M' },
  'level-meter': { path: CIRCLE, letter: 'L' },
  'data-logger': { path: CIRCLE, letter: 'D' },
  tank: { path: 'M3.5 5 H16.5 V16 H3.5 Z', fill: 'M3.5 10.5 H16.5 V16 H3.5 Z' },
  reservoir: { path: 'M3 6 L17 6 L14.5 16 H5.5 Z', fill: 'M4.2 10.5 H15.8 L14.5 16 H5.5 Z' },
  valve: { path: 'M3 5 L10 10 L3 15 Z M17 5 L10 10 L17 15 Z M10 10 V5 M7.5 5 H12.5' },
  'isolation-valve': { path: 'M3 5.5 L10 10 L3 14.5 Z M17 5.5 L10 10 L17 14.5 Z' },
  station: { path: BOX, fill: 'M7.5 7.5 H12.5 V12.5 H7.5 Z' },
  hydrant: { path: 'M6 16 V8 A4 4 0 0 1 14 8 V16 Z' },
  junction: { path: 'M10 6.5 A3.5 3.5 0 1 1 10 13.5 A3.5 3.5 0 1 1 10 6.5 Z' },
  pipe: { path: 'M2.5 8 H17.5 V12 H2.5 Z' },
  other: { path: CIRCLE },
}
