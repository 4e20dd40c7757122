import type { Map as MapLibre, StyleSpecification } from 'maplibre-gl'
import type { BasemapInfo } from '../../../model/screen.ts'
import { FAMILY, slicesOf } from '../fonts/noto.ts'
import { archiveLayers, archiveSource } from './archive-layers.ts'
import { baseLayers } from './base-layers.ts'
import { networkLayers } from './network-layers.ts'
import { overlayLayers } from './overlay-layers.ts'
import type { Preset } from './presets.ts'
import type { MapTheme } from './theme.ts'

export const EMPTY = { type: 'FeatureCollection' as const, features: [] }

const OVERLAYS = [
  'live',
  'zone-names',
  'values',
  'values-words',
  'selection',
  'measure',
  'trace-valves',
  'tickets',
  'tickets-words',
  'alarms',
  'alarms-words',
] as const
export type Overlay = (typeof OVERLAYS)[number]

/** Where tiles come from: the network's, and those of what lies under it where there is any. */
export interface Tiles {
  net: string
  /** The site's own drawing. */
  base: string | undefined
  /** An archive that is put in its place. */
  archive: BasemapInfo | undefined
}

/** The whole style; no sprite, no glyph server, no address but our own. */
export function mapStyle(
  theme: MapTheme,
  tiles: Tiles,
  overview: number,
  preset: Preset = 'operation',
): StyleSpecification {
  return {
    version: 8,
    'font-faces': {
      [FAMILY]: slicesOf(400).map(({ url, ranges }) => ({ url, 'unicode-range': ranges })),
    },
    transition: { duration: 0 },
    sources: {
      net: { type: 'vector', tiles: [tiles.net], minzoom: 0, maxzoom: 16, promoteId: 'id' },
      ...(tiles.base && { base: { type: 'vector', tiles: [tiles.base], minzoom: 0, maxzoom: 16 } as const }),
      ...(tiles.archive && { archive: archiveSource(tiles.archive) }),
      ...Object.fromEntries(OVERLAYS.map(id => [id, { type: 'geojson' as const, data: EMPTY }])),
    },
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': theme.bg } },
      ...(tiles.archive ? archiveLayers(tiles.archive, theme) : []),
      ...(tiles.base ? baseLayers(theme) : []),
      ...networkLayers(theme, overview, preset),
      ...overlayLayers(theme, overview),
    ],
  }
}

/** Gives the layers of a map the colours and pictures they have in another style; nothing is loaded again. */
export function repaint(map: MapLibre, { layers }: StyleSpecification): void {
  for (const layer of layers) {
    if (!map.getLayer(layer.id)) continue
    for (const [name, value] of Object.entries(layer.paint ?? {}))
      map.setPaintProperty(layer.id, name as never, value as never)
    const icon = (layer as { layout?: Record<string, unknown> }).layout?.['icon-image']
    if (typeof icon === 'string') map.setLayoutProperty(layer.id, 'icon-image', icon)
  }
}

/** The zoom at which bounds fit a map of usual size; 12 where nothing has a place. */
export function overviewOf(bounds: readonly [number, number, number, number] | null): number {
  if (!bounds) return 12
  const [west, south, east, north] = bounds
  const mercator = (lat: number) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)
  const wide = (1_200 / 512) * (360 / Math.max(1e-6, east - west))
  const high = 800 / 512 / Math.max(1e-9, mercator(north) - mercator(south))
  return Math.min(17, Math.log2(Math.min(wide, high)))
}
