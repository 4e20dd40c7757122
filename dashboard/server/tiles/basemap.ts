import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Feature, Geometry } from 'geojson'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { LngLat } from '../../../model/network.ts'
import { packInto } from './courses.ts'
import type { MapLayer } from './features.ts'

/** What lies under the network, for places without internet: water, roads, rail, green, buildings. */
const KINDS = ['river', 'water', 'road', 'rail', 'green', 'building', 'other'] as const
type Kind = (typeof KINDS)[number]
/** Largest file read: drawn whole from memory, so a city's, not a country's. */
const MOST_BYTES = 200 * 1024 * 1024

const spot = Type.Array(Type.Number(), { minItems: 2, maxItems: 4 })
const line = Type.Array(spot, { minItems: 2 })
const shape = <T extends string, S extends ReturnType<typeof Type.Array>>(type: T, coordinates: S) =>
  Type.Object({ type: Type.Literal(type), coordinates })
const Drawn = Type.Object({
  type: Type.Literal('Feature'),
  properties: Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())]),
  geometry: Type.Union([
    shape('LineString', line),
    shape('MultiLineString', Type.Array(line)),
    shape('Polygon', Type.Array(line)),
    shape('MultiPolygon', Type.Array(Type.Array(line))),
  ]),
})
type Drawn = Static<typeof Drawn>
const isDrawn = Compile(Drawn)

export interface Basemap {
  layer: MapLayer
  /** Another one after any change of the file: part of tile addresses. */
  version: string
  /** Features that could not be drawn, by their place in the file. */
  refused: number[]
}

/**
 * A site's own basemap, `network/basemap.geojson` (WGS-84): lines and areas with `kind`, `name_zh`, `name_en` and,
 * for lines, `width` in metres. Undefined where there is none. Throws Error for a file that is no GeoJSON.
 */
export function readBasemap(folder: string): Basemap | undefined {
  const path = join(folder, 'network', 'basemap.geojson')
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined) return undefined
  if (size > MOST_BYTES) throw new Error(`network/basemap.geojson has ${size} bytes; at most ${MOST_BYTES}`)
  const text = readFileSync(path, 'utf8')
  const given = JSON.parse(text) as { features?: unknown }
  if (!Array.isArray(given.features)) throw new Error('network/basemap.geojson is no FeatureCollection')
  const good: Drawn[] = []
  const refused: number[] = []
  given.features.forEach((feature, i) => {
    if (isDrawn.Check(feature) && onEarth(feature)) good.push(feature)
    else refused.push(i)
  })
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return { layer: baseLayer(good), version, refused }
}

function baseLayer(drawn: readonly Drawn[]): MapLayer {
  const courses = drawn.map(({ geometry }) => courseOf(geometry as Geometry))
  return {
    name: 'base',
    size: drawn.length,
    fromZoom: drawn.map(() => 0),
    course: i => courses[i]!,
    feature: i => {
      const { geometry, properties } = drawn[i]!
      const { kind, name_zh: zh, name_en: en, width } = properties ?? {}
      const told = {
        kind: KINDS.includes(kind as Kind) ? (kind as Kind) : 'other',
        ...(typeof zh === 'string' && { zh }),
        ...(typeof en === 'string' && { en }),
        ...(typeof width === 'number' && width > 0 && { width }),
      }
      return { type: 'Feature', geometry: geometry as Geometry, properties: told } satisfies Feature
    },
  }
}

const courseOf = (geometry: Geometry): LngLat[] =>
  packInto([], (geometry as { coordinates: unknown }).coordinates)

const onEarth = ({ geometry }: Drawn) =>
  courseOf(geometry as Geometry).every(([lng, lat]) => Math.abs(lng) <= 180 && Math.abs(lat) <= 90)
