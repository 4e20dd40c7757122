import type { LayerSpecification } from 'maplibre-gl'
import { FAMILY as FONT } from '../fonts/noto.ts'
import { dots, doubtful, filteredOut, pipeWidth, traced } from './expressions.ts'
import type { MapTheme } from './theme.ts'

/**
 * The network, bottom to top: zones, pipes, what is fitted to them, live points. All grey, whatever happens.
 * @param overview zoom at which the whole network fits the screen: details wait for a closer look
 */
export function networkLayers(theme: MapTheme, overview: number): LayerSpecification[] {
  const net = { source: 'net' } as const
  const details = Math.max(14.5, overview + 0.7)
  return [
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
      id: 'trace',
      type: 'line',
      ...net,
      'source-layer': 'pipe',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': ['match', traced, 2, theme.muted, theme.text],
        'line-width': pipeWidth(2.6),
        'line-opacity': ['case', ['>', traced, 0], 1, 0],
      },
    },
    {
      id: 'junction',
      type: 'circle',
      ...net,
      'source-layer': 'junction',
      minzoom: details,
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
      minzoom: details,
      layout: {
        'icon-image': `glyph/${theme.name}/isolation-valve`,
        'icon-size': ['interpolate', ['linear'], ['zoom'], details, 0.55, 18, 1],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    {
      id: 'zone-name',
      type: 'symbol',
      source: 'zone-names',
      maxzoom: overview + 2,
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
      // A filter knows whole zooms only.
      filter: [
        'any',
        ['==', ['get', 'from'], 0],
        ['<=', ['+', ['get', 'from'], Math.floor(overview)], ['zoom']],
      ],
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
