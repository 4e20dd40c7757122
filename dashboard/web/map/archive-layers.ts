import type { FilterSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl'
import type { BasemapInfo } from '../../../model/screen.ts'
import type { MapTheme } from './theme.ts'

/** Where the map reads an archive; another version of the file is another address. */
export function archiveSource({ file, version, kind }: BasemapInfo): SourceSpecification {
  const url = `pmtiles://${location.origin}/tiles/pmtiles/${encodeURIComponent(file)}?v=${version}`
  return kind === 'raster' ? { type: 'raster', url, tileSize: 256 } : { type: 'vector', url }
}

const kinds = (...names: string[]): FilterSpecification => ['in', ['get', 'kind'], ['literal', names]]

/**
 * What an archive shows, as grey as all that is normal: a picture without its colours, or water, green, roads and
 * buildings by the layer names of Protomaps, which what others name otherwise is not drawn of.
 */
export function archiveLayers({ kind }: BasemapInfo, theme: MapTheme): LayerSpecification[] {
  if (kind === 'raster') {
    const paint = { 'raster-saturation': -1, 'raster-opacity': theme.name === 'dark' ? 0.35 : 0.55 }
    return [{ id: 'archive-picture', type: 'raster', source: 'archive', paint }]
  }
  const of = (layer: string) => ({ source: 'archive', 'source-layer': layer }) as const
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  return [
    {
      id: 'archive-green',
      type: 'fill',
      ...of('landuse'),
      filter: kinds('park', 'forest', 'wood', 'grass', 'farmland', 'cemetery', 'golf_course'),
      paint: { 'fill-color': theme.asset, 'fill-opacity': 0.07 },
    },
    { id: 'archive-water', type: 'fill', ...of('water'), paint: { 'fill-color': theme.water } },
    {
      id: 'archive-building',
      type: 'fill',
      ...of('buildings'),
      minzoom: 14,
      paint: { 'fill-color': theme.asset, 'fill-opacity': 0.06 },
    },
    {
      id: 'archive-road',
      type: 'line',
      ...of('roads'),
      layout: round,
      paint: {
        'line-color': theme.line,
        'line-opacity': 0.35,
        'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, 0.4, 14, 1.6, 18, 10],
      },
    },
  ]
}
