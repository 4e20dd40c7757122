import gcoordModule from 'gcoord'
import type { Position } from 'geojson'
import type { LngLat } from '../../../model/network.ts'
import type { MapLayer } from './features.ts'

// What Node loads is CommonJS: the default import is already the library (see runtime/site/projections.ts).
const gcoord = gcoordModule as unknown as typeof gcoordModule.default

/** Where GCJ-02 says a place is. */
export const toGcj02 = (at: LngLat): LngLat => gcoord.transform([...at], gcoord.WGS84, gcoord.GCJ02) as LngLat

/**
 * The same layer for a map that is drawn in GCJ-02: what is under the network cannot be moved, a picture least of
 * all, so that the network is drawn where the streets are said to be.
 */
export function inGcj02(layer: MapLayer): MapLayer {
  return {
    ...layer,
    course: i => layer.course(i).map(toGcj02),
    feature: i => {
      const feature = layer.feature(i)
      const geometry = feature.geometry as { coordinates: unknown }
      return {
        ...feature,
        geometry: {
          ...feature.geometry,
          coordinates: moved(geometry.coordinates),
        } as typeof feature.geometry,
      }
    },
  }
}

function moved(coordinates: unknown): unknown {
  if (!Array.isArray(coordinates)) return coordinates
  if (typeof coordinates[0] === 'number') return toGcj02(coordinates as Position as LngLat)
  return coordinates.map(moved)
}
