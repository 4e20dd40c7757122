import type { ExpressionSpecification } from 'maplibre-gl'
import { FAMILY as FONT } from '../fonts/noto.ts'
import type { MapTheme } from './theme.ts'

export type Expression = ExpressionSpecification

/** Width of a pipe by its nominal diameter (mm), px at zoom 14. */
const DN_WIDTHS: [dn: number, px: number][] = [
  [0, 0.8],
  [125, 1.1],
  [225, 1.6],
  [350, 2.4],
  [700, 3.4],
]

const widthAt = (factor: number): unknown => {
  const [first, ...rest] = DN_WIDTHS
  return [
    'step',
    ['coalesce', ['get', 'dn'], 0],
    first![1] * factor,
    ...rest.flatMap(([dn, px]) => [dn, px * factor]),
  ]
}

/** Pipes widen with the zoom; `more` times as wide. */
export const pipeWidth = (more: number): Expression =>
  [
    'interpolate',
    ['exponential', 1.5],
    ['zoom'],
    9,
    widthAt(0.45 * more),
    14,
    widthAt(more),
    19,
    widthAt(3.2 * more),
  ] as unknown as Expression

/** A live point whose value must not be taken for the present; so is one of which nothing is known yet. */
export const doubtful: Expression = ['>=', ['coalesce', ['feature-state', 'q'], 4], 2]
export const filteredOut: Expression = ['boolean', ['feature-state', 'out'], false]

/** Step of a preset's colouring, 1 to 5; 0 for none. */
export const rampState: Expression = ['coalesce', ['feature-state', 'r'], 0]

/** 1: in the traced part, 2: goes dry with it, 0: neither. */
export const traced: Expression = ['coalesce', ['feature-state', 'trace'], 0]

/** Radius of a dot from far to near. */
export const dots = (far: number | Expression, near: number | Expression): Expression => [
  'interpolate',
  ['linear'],
  ['zoom'],
  10,
  far,
  16,
  near,
]

/** Words beside a mark, on whichever side there is room; left out where there is none. */
export const words = (theme: MapTheme, colour: string, size: number, distance: number) => ({
  layout: {
    'text-field': ['get', 'label'] as unknown as Expression,
    'text-font': [FONT],
    'text-size': size,
    'text-variable-anchor': ['left', 'right', 'bottom', 'top'] as ('left' | 'right' | 'top' | 'bottom')[],
    'text-radial-offset': distance,
    'text-justify': 'auto' as const,
    'text-line-height': 1.25,
    'text-max-width': 14,
    'symbol-sort-key': ['get', 'sort'] as unknown as Expression,
  },
  paint: { 'text-color': colour, 'text-halo-color': theme.bg, 'text-halo-width': 1.6 },
})
