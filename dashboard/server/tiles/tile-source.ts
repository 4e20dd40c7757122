import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { GeoJSONVT, type GeoJSONVTFeature, type GeoJSONVTTile } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import type { Network } from '../../../model/network.ts'
import type { Assets } from '../site/asset-table.ts'
import { FROM_ZOOM, LAYERS, type Layer, networkFeatures } from './features.ts'
import { MAX_ZOOM } from './thinning.ts'

const CACHE_BYTES = 64 * 1024 * 1024
const EXTENT = 4_096

const compress = promisify(gzip)

/** Vector tiles of the network, made when first asked for. */
export interface TileSource {
  /** Gzipped MVT; undefined where there is nothing. */
  tile(z: number, x: number, y: number): Promise<Buffer | undefined>
}

/** Tiles of this network, from memory. The first one costs the cutting of the whole network. */
export function tileSource(network: Network, assets: Assets): TileSource {
  let indexes: Map<Layer, GeoJSONVT> | undefined
  const cache = new Map<string, Promise<Buffer | undefined>>()
  const sizes = new Map<string, number>()
  let cached = 0

  const make = async (z: number, x: number, y: number) => {
    indexes ??= cut(network, assets)
    const layers: Record<string, GeoJSONVTTile> = {}
    for (const [name, index] of indexes) {
      const tile = thinned(index.getTile(z, x, y), z)
      if (tile) layers[name] = tile
    }
    if (Object.keys(layers).length === 0) return undefined
    return compress(fromGeojsonVt(layers, { version: 2, extent: EXTENT }))
  }

  return {
    tile: (z, x, y) => {
      const key = `${z}/${x}/${y}`
      const known = cache.get(key)
      if (known) {
        cache.delete(key)
        cache.set(key, known)
        return known
      }
      const made = make(z, x, y)
      cache.set(key, made)
      void made.then(
        data => {
          if (cache.get(key) !== made) return
          sizes.set(key, (data?.length ?? 0) + 200)
          cached += sizes.get(key)!
          for (const oldest of cache.keys()) {
            if (cached <= CACHE_BYTES) break
            cache.delete(oldest)
            cached -= sizes.get(oldest) ?? 0
            sizes.delete(oldest)
          }
        },
        () => cache.delete(key),
      )
      return made
    },
  }
}

function cut(network: Network, assets: Assets): Map<Layer, GeoJSONVT> {
  const features = networkFeatures(network, assets)
  return new Map(
    LAYERS.filter(layer => features[layer].length > 0).map(layer => [
      layer,
      new GeoJSONVT(
        { type: 'FeatureCollection', features: features[layer] },
        {
          maxZoom: MAX_ZOOM,
          indexMaxZoom: 0,
          extent: EXTENT,
          buffer: 128,
          tolerance: layer === 'zone' ? 3 : 1,
        },
      ),
    ]),
  )
}

/** Leaves out what is not drawn yet at this zoom. */
function thinned(tile: GeoJSONVTTile | null, z: number): GeoJSONVTTile | undefined {
  if (!tile) return undefined
  const all: readonly GeoJSONVTFeature[] = tile.features
  const features = all
    .filter(({ tags }) => Number(tags?.[FROM_ZOOM] ?? 0) <= z)
    .map(feature => {
      const { [FROM_ZOOM]: _, ...tags } = feature.tags ?? {}
      return { ...feature, tags }
    })
  return features.length > 0 ? ({ ...tile, features } as GeoJSONVTTile) : undefined
}
