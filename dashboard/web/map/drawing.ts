import type { FeatureCollection } from 'geojson'
import type { LngLat } from '../../../model/network.ts'
import { type MapDatum, WGS84 } from './datum.ts'
import type { Features } from './overlay.ts'

/** Features where the map's datum says they are. */
export function moved(features: Features, datum: MapDatum): Features {
  if (datum === WGS84) return features
  return {
    ...features,
    features: features.features.map(feature => ({
      ...feature,
      geometry: { ...feature.geometry, coordinates: datum.to(feature.geometry.coordinates) },
    })),
  }
}

/** One place, or the way along several, with a mark at each bend. */
export function lineFeature(places: readonly LngLat[], datum: MapDatum): FeatureCollection {
  const line = places.map(at => [...datum.to(at)])
  const feature = (geometry: FeatureCollection['features'][number]['geometry']) =>
    ({ type: 'Feature', geometry, properties: {} }) as const
  if (line.length === 0) return { type: 'FeatureCollection', features: [] }
  if (line.length === 1)
    return { type: 'FeatureCollection', features: [feature({ type: 'Point', coordinates: line[0]! })] }
  return { type: 'FeatureCollection', features: [feature({ type: 'LineString', coordinates: line })] }
}
