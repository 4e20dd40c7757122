import type { LayerSpecification } from 'maplibre-gl'
import { FAMILY as FONT } from '../fonts/noto.ts'
import type { Language } from '../i18n/language-choice.ts'
import type { Expression } from './expressions.ts'
import type { MapTheme } from './theme.ts'

/** Metres a pixel covers at zoom 0 in 512-pixel tiles at 35°; a line's width in metres follows the zoom by it. */
const METRES = 78_271.5 * Math.cos((35 * Math.PI) / 180)
const wide = (zoom: number, least: number): unknown => [
  'max',
  least,
  ['*', ['coalesce', ['get', 'width'], 6], 2 ** zoom / METRES],
]
const lineWidth = (least: number): Expression =>
  [
    'interpolate',
    ['exponential', 2],
    ['zoom'],
    8,
    wide(8, least),
    20,
    wide(20, least),
  ] as unknown as Expression

const of = (kinds: string[], area: boolean): Expression =>
  [
    'all',
    ['in', ['get', 'kind'], ['literal', kinds]],
    [area ? '==' : '!=', ['geometry-type'], 'Polygon'],
  ] as unknown as Expression

/** What lies under the network: water, green, roads; paler than any pipe, and as grey. */
export function baseLayers(theme: MapTheme): LayerSpecification[] {
  const from = { source: 'base', 'source-layer': 'base' } as const
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  return [
    {
      id: 'base-green',
      type: 'fill',
      ...from,
      filter: of(['green', 'building', 'other'], true),
      paint: { 'fill-color': theme.asset, 'fill-opacity': 0.07 },
    },
    {
      id: 'base-water',
      type: 'fill',
      ...from,
      filter: of(['water', 'river'], true),
      paint: { 'fill-color': theme.water },
    },
    {
      id: 'base-river',
      type: 'line',
      ...from,
      filter: of(['water', 'river'], false),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': theme.water, 'line-width': lineWidth(2) },
    },
    {
      id: 'base-road',
      type: 'line',
      ...from,
      filter: of(['road', 'rail', 'other'], false),
      layout: round,
      paint: { 'line-color': theme.line, 'line-opacity': 0.35, 'line-width': lineWidth(0.6) },
    },
    {
      id: 'base-name',
      type: 'symbol',
      ...from,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 420,
        'text-field': baseName('zh'),
        'text-font': [FONT],
        'text-size': 12,
        'text-letter-spacing': 0.3,
      },
      paint: { 'text-color': theme.muted, 'text-opacity': 0.75 },
    },
  ]
}

/** A river's or road's name for this reader. */
export const baseName = (language: Language): Expression =>
  ['coalesce', ['get', language], ['get', language === 'zh' ? 'en' : 'zh'], ''] as unknown as Expression
