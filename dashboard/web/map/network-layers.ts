import type { LayerSpecification } from 'maplibre-gl'
import { FAMILY as FONT } from '../fonts/noto.ts'
import { dots, doubtful, type Expression, filteredOut, pipeWidth, rampState, traced } from './expressions.ts'
import { MEASURED, type Preset, YEARS } from './presets.ts'
import type { MapTheme } from './theme.ts'

/**
 * The network, bottom to top: zones, pipes, what is fitted to them, live points. All grey, whatever happens.
 * @param overview zoom at which the whole network fits the screen: details wait for a closer look
 */
export function networkLayers(theme: MapTheme, overview: number, preset: Preset): LayerSpecification[] {
  const net = { source: 'net' } as const
  const faint = preset !== 'operation'
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
      paint: { 'line-color': pipeColour(theme, preset), 'line-width': pipeWidth(1) },
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
        'circle-radius': preset in MEASURED ? dots(ifMeasured(4.5, 1.8), ifMeasured(9, 4)) : dots(2.4, 5.5),
        'circle-color': ['case', doubtful, theme.bg, ['match', rampState, ...rampCases(theme), theme.asset]],
        'circle-stroke-color': ['case', doubtful, theme.asset, theme.bg],
        'circle-stroke-width': ['case', doubtful, 1.4, 1],
        'circle-opacity': ['case', filteredOut, 0.12, faint ? ['case', ['>', rampState, 0], 1, 0.3] : 1],
        'circle-stroke-opacity': ['case', filteredOut, 0.12, faint ? 0.5 : 1],
      },
    },
  ]
}

const ifMeasured = (yes: number, no: number): Expression => ['case', ['>', rampState, 0], yes, no]
const rampCases = ({ ramp }: MapTheme) => ramp.flatMap((colour, i) => [i + 1, colour]) as [number, string]

/** Grey; looked at by age, by the year a pipe was laid, the unknown in the network's grey. */
function pipeColour({ ramp, pipe }: MapTheme, preset: Preset): string | Expression {
  if (preset !== 'age') return pipe
  const year = ['get', 'year']
  const steps = YEARS.flatMap((from, i) => [from, ramp[i + 1]])
  return ['case', ['has', 'year'], ['step', year, ramp[0], ...steps], pipe] as unknown as Expression
}
