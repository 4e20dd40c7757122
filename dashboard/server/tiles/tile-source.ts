import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type GeoJSONVTTile, geoJSONToTile } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import Flatbush from 'flatbush'
import type { Network } from '../../../model/network.ts'
import type { Assets } from '../site/asset-table.ts'
import { type MapLayer, networkLayers } from './features.ts'

const CACHE_BYTES = 64 * 1024 * 1024
const EXTENT = 4_096
/** Around each tile, in its own units, so that a wide line is not cut off at the edge. */
const BUFFER = 128

const compress = promisify(gzip)

/** Vector tiles of the network, made when first asked for. */
export interface TileSource {
  /** Gzipped MVT; undefined where there is nothing. */
  tile(z: number, x: number, y: number): Promise<Buffer | undefined>
}

interface Indexed {
  layer: MapLayer
  boxes: Flatbush
}

/** Tiles of this network. @param move what is done with each layer first */
export function tileSource(
  network: Network,
  assets: Assets,
  move: (layer: MapLayer) => MapLayer = layer => layer,
): TileSource {
  return tilesOfLayers(() => networkLayers(network, assets).map(move))
}

/** Tiles of these layers, from memory; each costs as much as what is drawn on it. */
export function tilesOfLayers(layersOf: () => MapLayer[]): TileSource {
  let layers: Indexed[] | undefined
  const cache = new Map<string, { data: Promise<Buffer | undefined>; bytes: number }>()
  let cached = 0

  const make = async (z: number, x: number, y: number) => {
    layers ??= layersOf()
      .filter(({ size }) => size > 0)
      .map(layer => ({ layer, boxes: boxesOf(layer) }))
    const drawn: Record<string, GeoJSONVTTile> = {}
    for (const indexed of layers) {
      const tile = layerTile(indexed, z, x, y)
      if (tile) drawn[indexed.layer.name] = tile
    }
    if (Object.keys(drawn).length === 0) return undefined
    return compress(fromGeojsonVt(drawn, { version: 2, extent: EXTENT }))
  }

  const trim = () => {
    for (const [oldest, { bytes }] of cache) {
      if (cached <= CACHE_BYTES) return
      cache.delete(oldest)
      cached -= bytes
    }
  }

  return {
    tile: (z, x, y) => {
      const key = `${z}/${x}/${y}`
      const known = cache.get(key)
      cache.delete(key)
      const entry = known ?? { data: make(z, x, y), bytes: 0 }
      cache.set(key, entry)
      if (!known) {
        entry.data.then(
          data => {
            if (cache.get(key) !== entry) return
            entry.bytes = (data?.length ?? 0) + 200
            cached += entry.bytes
            trim()
          },
          () => cache.delete(key),
        )
      }
      return entry.data
    },
  }
}

function boxesOf(layer: MapLayer): Flatbush {
  const boxes = new Flatbush(layer.size)
  for (let i = 0; i < layer.size; i++) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
    for (const [lng, lat] of layer.course(i)) {
      west = Math.min(west, lng)
      east = Math.max(east, lng)
      south = Math.min(south, lat)
      north = Math.max(north, lat)
    }
    boxes.add(west, south, east, north)
  }
  boxes.finish()
  return boxes
}

function layerTile({ layer, boxes }: Indexed, z: number, x: number, y: number): GeoJSONVTTile | undefined {
  const margin = BUFFER / EXTENT
  const [west, north] = lngLatOf(x - margin, y - margin, z)
  const [east, south] = lngLatOf(x + 1 + margin, y + 1 + margin, z)
  const found = boxes.search(west, south, east, north, i => layer.fromZoom[i]! <= z)
  if (found.length === 0) return undefined
  const features = found.sort((a, b) => a - b).map(i => layer.feature(i))
  const tile = geoJSONToTile({ type: 'FeatureCollection', features }, z, x, y, {
    clip: true,
    extent: EXTENT,
    buffer: BUFFER,
    tolerance: 1,
  })
  return tile.features.length > 0 ? tile : undefined
}

/** The place of tile coordinates at a zoom (web mercator). */
function lngLatOf(x: number, y: number, z: number): [number, number] {
  const n = 2 ** z
  return [(x / n) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / n))) * 180) / Math.PI]
}
