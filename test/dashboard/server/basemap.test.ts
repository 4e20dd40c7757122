import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { afterEach, describe, expect, test } from 'vitest'
import { readBasemap } from '../../../dashboard/server/tiles/basemap.ts'
import { tilesOfLayers } from '../../../dashboard/server/tiles/tile-source.ts'
import { tileAt } from './tile-at.ts'
import { siteOf, startTown } from './town.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A site folder with this in network/basemap.geojson. */
function siteWith(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'basemap-'))
  folders.push(folder)
  mkdirSync(join(folder, 'network'))
  writeFileSync(
    join(folder, 'network/basemap.geojson'),
    typeof content === 'string' ? content : JSON.stringify(content),
  )
  return folder
}
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features })
const feature = (properties: object | null, type: string, coordinates: unknown) => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
})
const COURSE = [
  [117.0, 36.6],
  [117.02, 36.6],
]
const RIVER = feature(
  { kind: 'river', name_zh: '泺河', name_en: 'Luo River', width: 55 },
  'LineString',
  COURSE,
)

describe('the basemap of a site', () => {
  test('a river is drawn by its course, with its names and width', async () => {
    const { layer } = readBasemap(siteWith(collection(RIVER)))!
    const data = await tilesOfLayers(() => [layer]).tile(...tileAt([117.01, 36.6], 12))
    const { base } = new VectorTile(new PbfReader(gunzipSync(data!))).layers
    expect(base!.length).toBe(1)
    expect(base!.feature(0).properties).toEqual({ kind: 'river', zh: '泺河', en: 'Luo River', width: 55 })
    expect(base!.feature(0).type).toBe(2)
  })

  test.each([
    [
      'an unknown kind is other',
      feature({ kind: 'volcano', width: 'wide' }, 'Polygon', [COURSE]),
      { kind: 'other' },
    ],
    ['no properties at all', feature(null, 'MultiLineString', [COURSE]), { kind: 'other' }],
    ['a lake of several parts', feature({ kind: 'water' }, 'MultiPolygon', [[COURSE]]), { kind: 'water' }],
  ])('%s', (_, given, told) => {
    const { layer, refused } = readBasemap(siteWith(collection(given)))!
    expect(refused).toEqual([])
    expect(layer.feature(0).properties).toEqual(told)
    expect(layer.course(0)).toEqual(COURSE)
  })

  test('what cannot be drawn is left out by its place in the file', () => {
    const odd = [
      feature({}, 'Point', [117, 36]),
      feature({}, 'LineString', [['a', 'b'], COURSE[0]]),
      feature({}, 'LineString', [[12_015, 36], COURSE[0]]),
      null,
    ]
    const { layer, refused } = readBasemap(siteWith(collection(...odd, RIVER)))!
    expect(refused).toEqual([0, 1, 2, 3])
    expect(layer.size).toBe(1)
  })

  test('another content is another version, no file is no basemap, no GeoJSON is an error', () => {
    const one = readBasemap(siteWith(collection(RIVER)))!
    const two = readBasemap(siteWith(collection(RIVER, RIVER)))!
    expect(one.version).not.toBe(two.version)
    expect(readBasemap('/nowhere')).toBeUndefined()
    expect(() => readBasemap(siteWith('{'))).toThrow()
    expect(() => readBasemap(siteWith({ type: 'Feature' }))).toThrow('no FeatureCollection')
  })

  test.each([
    ['served under its version', collection(RIVER), 200],
    ['a broken one costs the map, not the platform', '{', 404],
  ])('%s', async (_, content, status) => {
    const folder = siteWith(content)
    const town = await startTown({}, { site: { ...siteOf(), folder } })
    const cookie = await town.cookieOf('li')
    const ask = (path: string) => fetch(`${town.base}${path}`, { headers: { cookie } })
    const about = (await (await ask('/api/v1/site')).json()) as { basemapVersion?: string }
    const version = about.basemapVersion ?? '000000000000'
    const [z, x, y] = tileAt([117.01, 36.6], 12)
    const reply = await ask(`/tiles/base/${version}/${z}/${x}/${y}.mvt`)
    expect(reply.status).toBe(status)
    if (status === 200) expect(reply.headers.get('cache-control')).toContain('immutable')
    expect((await ask('/tiles/base/old/0/0/0.mvt')).status).toBe(404)
    await town.stop()
  })
})
