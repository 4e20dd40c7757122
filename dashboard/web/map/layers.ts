import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { FONT, fontFaces } from './fonts.ts'
import type { MapTheme } from './theme.ts'

type Expression = ExpressionSpecification

/** Width of a pipe by its nominal diameter (mm), px at zoom 14. */
const DN_WIDTHS: [dn: number, px: number][] = [
  [0, 0.8],
  [125, 1.1],
  [225, 1.6],
  [350, 2.4],
  [700, 3.4],
]

const widthAt = (factor: number): Expression => {
  const [first, ...rest] = DN_WIDTHS
  return [
    'step',
    ['coalesce', ['get', 'dn'], 0],
    first![1] * factor,
    ...rest.flatMap(([dn, px]) => [dn, px * factor]),
  ] as unknown as Expression
}

/** Pipes widen with the zoom, so that streets stay as far apart as they are. */
const pipeWidth = (more: number): Expression =>
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

const doubtful: Expression = ['>=', ['coalesce', ['feature-state', 'q'], 4], 2]
const filteredOut: Expression = ['boolean', ['feature-state', 'out'], false]

const dots = (far: number, near: number): Expression => [
  'interpolate',
  ['linear'],
  ['zoom'],
  10,
  far,
  16,
  near,
]

const labels = (theme: MapTheme, size: number) => ({
  layout: {
    'text-font': [FONT],
    'text-size': size,
    'text-variable-anchor': ['left', 'right', 'top', 'bottom'] as ('left' | 'right' | 'top' | 'bottom')[],
    'text-radial-offset': 1.1,
    'text-justify': 'auto' as const,
    'text-optional': true,
    'text-line-height': 1.25,
    'text-max-width': 14,
  },
  paint: { 'text-color': theme.text, 'text-halo-color': theme.bg, 'text-halo-width': 1.6 },
})

/** The network, bottom to top: zones, pipes, fittings of the network, live points. All grey. */
function networkLayers(theme: MapTheme): LayerSpecification[] {
  const net = { source: 'net' } as const
  return [
    { id: 'background', type: 'background', paint: { 'background-color': theme.bg } },
    {
      id: 'zone-fill',
      type: 'fill',
      ...net,
      'source-layer': 'zone',
      paint: { 'fill-color': theme.asset, 'fill-opacity': 0.045 },
    },
    {
      id: 'zone-line',
      type: 'line',
      ...net,
      'source-layer': 'zone',
      paint: { 'line-color': theme.line, 'line-width': 1, 'line-dasharray': [4, 3] },
    },
    {
      id: 'pipe',
      type: 'line',
      ...net,
      'source-layer': 'pipe',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': theme.pipe, 'line-width': pipeWidth(1) },
    },
    {
      id: 'junction',
      type: 'circle',
      ...net,
      'source-layer': 'junction',
      minzoom: 15,
      paint: {
        'circle-color': theme.pipe,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 15, 1.2, 18, 3],
      },
    },
    {
      id: 'valve',
      type: 'symbol',
      ...net,
      'source-layer': 'valve',
      minzoom: 14.5,
      layout: {
        'icon-image': `glyph/${theme.name}/isolation-valve`,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 14.5, 0.55, 18, 1],
        'icon-allow-overlap': true,
      },
    },
    {
      id: 'zone-name',
      type: 'symbol',
      source: 'zone-names',
      maxzoom: 15.5,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [FONT],
        'text-size': 12.5,
        'text-letter-spacing': 0.08,
        'text-max-width': 9,
      },
      paint: {
        'text-color': theme.muted,
        'text-halo-color': theme.bg,
        'text-halo-width': 1.4,
        'text-opacity': 0.85,
      },
    },
    {
      id: 'live',
      type: 'circle',
      source: 'live',
      paint: {
        'circle-radius': dots(2.4, 5.5),
        'circle-color': ['case', doubtful, theme.bg, theme.asset],
        'circle-stroke-color': ['case', doubtful, theme.asset, theme.bg],
        'circle-stroke-width': ['case', doubtful, 1.4, 1],
        'circle-opacity': ['case', filteredOut, 0.12, 1],
        'circle-stroke-opacity': ['case', filteredOut, 0.12, 1],
      },
    },
  ]
}

/** What stands above the network: values near by, selection, and last of all alarms, which nothing may hide. */
function overlayLayers(theme: MapTheme): LayerSpecification[] {
  const text = labels(theme, 12)
  return [
    {
      id: 'selected-line',
      type: 'line',
      source: 'selection',
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': theme.haloIn, 'line-width': pipeWidth(2.4), 'line-gap-width': 0 },
    },
    {
      id: 'values',
      type: 'symbol',
      source: 'values',
      minzoom: 13,
      layout: {
        ...text.layout,
        'icon-image': ['get', 'icon'],
        'icon-size': 0.9,
        'icon-allow-overlap': true,
        'icon-ignore-placement': false,
        'text-field': ['step', ['zoom'], '', 14, ['get', 'label']],
        'symbol-sort-key': ['get', 'sort'],
      },
      paint: { ...text.paint, 'text-color': theme.muted },
    },
    {
      id: 'selected-out',
      type: 'circle',
      source: 'selection',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 14,
        'circle-opacity': 0,
        'circle-stroke-color': theme.haloOut,
        'circle-stroke-width': 5,
      },
    },
    {
      id: 'selected-in',
      type: 'circle',
      source: 'selection',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 14,
        'circle-opacity': 0,
        'circle-stroke-color': theme.haloIn,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'alarm-ring',
      type: 'symbol',
      source: 'alarms',
      filter: ['==', ['get', 'ring'], 1],
      layout: {
        'icon-image': ['get', 'ringIcon'],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'icon-offset': ['get', 'offset'],
        'symbol-sort-key': ['get', 'sort'],
      },
    },
    {
      id: 'alarm',
      type: 'symbol',
      source: 'alarms',
      layout: {
        ...text.layout,
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        'icon-offset': ['get', 'offset'],
        'symbol-sort-key': ['get', 'sort'],
        'text-field': ['get', 'label'],
        'text-size': 12.5,
        'text-radial-offset': 1.6,
      },
      paint: text.paint,
    },
  ]
}

export const EMPTY = { type: 'FeatureCollection' as const, features: [] }

/** The whole style; no sprite, no glyph server, no address but our own. */
export function mapStyle(theme: MapTheme, tiles: string): StyleSpecification {
  const overlay = { type: 'geojson' as const, data: EMPTY }
  return {
    version: 8,
    'font-faces': fontFaces(),
    transition: { duration: 0 },
    sources: {
      net: { type: 'vector', tiles: [tiles], minzoom: 0, maxzoom: 16, promoteId: 'id' },
      live: overlay,
      'zone-names': overlay,
      values: overlay,
      selection: overlay,
      alarms: overlay,
    },
    layers: [...networkLayers(theme), ...overlayLayers(theme)],
  }
}
