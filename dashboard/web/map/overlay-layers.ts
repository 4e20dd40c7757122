import type { LayerSpecification } from 'maplibre-gl'
import { pipeWidth, words } from './expressions.ts'
import type { MapTheme } from './theme.ts'

/** What stands above the network: values near by, the selection, and last of all alarms, which nothing may hide. */
export function overlayLayers(theme: MapTheme, overview: number): LayerSpecification[] {
  const ring = (id: string, color: string, width: number): LayerSpecification => ({
    id,
    type: 'circle',
    source: 'selection',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 14,
      'circle-opacity': 0,
      'circle-stroke-color': color,
      'circle-stroke-width': width,
    },
  })
  const course = (id: string, color: string, more: number): LayerSpecification => ({
    id,
    type: 'line',
    source: 'selection',
    filter: ['==', ['geometry-type'], 'LineString'],
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': color, 'line-width': pipeWidth(more) },
  })
  return [
    course('selected-line-out', theme.haloOut, 6.5),
    course('selected-line-in', theme.haloIn, 3.6),
    {
      id: 'measure-out',
      type: 'line',
      source: 'measure',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': theme.haloOut, 'line-width': 5 },
    },
    {
      id: 'measure',
      type: 'line',
      source: 'measure',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': theme.haloIn, 'line-width': 2, 'line-dasharray': [2, 2] },
    },
    {
      id: 'measure-start',
      type: 'circle',
      source: 'measure',
      paint: {
        'circle-radius': 4,
        'circle-color': theme.haloIn,
        'circle-stroke-color': theme.haloOut,
        'circle-stroke-width': 1.5,
      },
    },
    {
      id: 'value-words',
      type: 'symbol',
      source: 'values-words',
      minzoom: Math.max(14, overview + 0.7),
      ...words(theme, theme.muted, 12, 1.1),
    },
    {
      id: 'values',
      type: 'symbol',
      source: 'values',
      minzoom: Math.max(12, overview - 0.6),
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-size': 0.9,
        'icon-allow-overlap': true,
        'symbol-sort-key': ['get', 'sort'],
      },
    },
    {
      id: 'trace-valves',
      type: 'symbol',
      source: 'trace-valves',
      layout: { 'icon-image': ['get', 'icon'], 'icon-allow-overlap': true },
    },
    {
      id: 'ticket',
      type: 'symbol',
      source: 'tickets',
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'icon-offset': [-11, 10],
      },
    },
    { id: 'ticket-words', type: 'symbol', source: 'tickets-words', ...words(theme, theme.text, 12.5, 1.7) },
    ring('selected-out', theme.haloOut, 5),
    ring('selected-in', theme.haloIn, 2),
    {
      id: 'alarm-words',
      type: 'symbol',
      source: 'alarms-words',
      ...words(theme, theme.text, 12.5, 1.7),
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
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        'icon-offset': ['get', 'offset'],
        'symbol-sort-key': ['get', 'sort'],
      },
    },
  ]
}
