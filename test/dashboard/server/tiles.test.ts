import { gunzipSync } from 'node:zlib'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { describe, expect, test } from 'vitest'
import { numberAssets } from '../../../dashboard/server/site/asset-table.ts'
import { firstZooms, overviewZoom } from '../../../dashboard/server/tiles/thinning.ts'
import { tileSource } from '../../../dashboard/server/tiles/tile-source.ts'
import type { LngLat, Network } from '../../../model/network.ts'
import { tileAt } from './tile-at.ts'
import { NETWORK } from './town.ts'

async function layersAt(network: Network, at: LngLat, z: number) {
  const data = await tileSource(network, numberAssets(network)).tile(...tileAt(at, z))
  if (!data) return {}
  const tile = new VectorTile(new PbfReader(gunzipSync(data)))
  return Object.fromEntries(
    Object.entries(tile.layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, i) => {
        const { id, properties, type } = layer.feature(i)
        return { id, type, properties }
      }),
    ]),
  )
}

describe('tiles of the network', () => {
  test('each layer has its features, numbered by the asset table', async () => {
    const { row } = numberAssets(NETWORK)
    const layers = await layersAt(NETWORK, [117.01, 36.6], 12)
    expect(Object.keys(layers).sort()).toEqual(['junction', 'pipe', 'valve', 'zone'])
    expect(layers.pipe).toContainEqual({
      id: row.get('P-2'),
      type: 2,
      properties: { id: 'P-2', dn: 100, kind: 'pipe', zone: 'Z-1', year: 1998 },
    })
    expect(layers.junction).toContainEqual({
      id: row.get('J-1'),
      type: 1,
      properties: { id: 'J-1', kind: 'junction', zone: 'Z-1' },
    })
    expect(layers.valve).toEqual([
      { id: row.get('V-1'), type: 1, properties: { id: 'V-1', dn: 100, kind: 'open' } },
    ])
    expect(layers.zone).toEqual([{ id: 0, type: 3, properties: { id: 'Z-1', kind: 'district' } }])
  })

  test('customers are in no tile', async () => {
    const layers = await layersAt(NETWORK, [117.021, 36.61], 16)
    expect(JSON.stringify(layers)).not.toContain('C-1')
  })

  test('a network without places has no tiles', async () => {
    const empty: Network = { ...NETWORK, nodes: [], links: [], valves: [], zones: [] }
    expect(await layersAt(empty, [117.01, 36.6], 12)).toEqual({})
  })

  test('a big network is thinned by diameter when far away and whole when near', async () => {
    const big = grid(120)
    const { pipe: far = [] } = await layersAt(big, [117.06, 36.66], 11)
    const { pipe: near = [] } = await layersAt(big, [117.06, 36.66], 15)
    const diameters = (features: typeof far) => [...new Set(features.map(({ properties }) => properties.dn))]
    expect(diameters(far)).toEqual([800])
    expect(Object.keys(await layersAt(big, [117.06, 36.66], 11))).toEqual(['pipe'])
    expect(diameters(near).sort()).toContain(100)
  })
})

describe('thinning', () => {
  test.each([
    ['a city of 20 km', [117.0, 36.6, 117.22, 36.78], 11],
    ['a village of 500 m', [117.0, 36.6, 117.005, 36.604], 16],
    ['a province', [114, 34, 122, 38], 6],
    ['a single point', [117, 36, 117, 36], 18],
    ['nothing', null, 10],
  ] as const)('%s is seen whole at zoom %j → %i', (_what, bounds, zoom) => {
    expect(overviewZoom(bounds as [number, number, number, number] | null)).toBe(zoom)
  })

  test.each([
    ['a small network is whole at once', 11, { 600: 10, 100: 900 }, { 600: 0, 100: 0 }],
    ['the biggest are seen from everywhere', 11, { 600: 9_000 }, { 600: 0 }],
    [
      'street pipes come two levels deeper',
      11,
      { 600: 500, 200: 3_000, 100: 20_000 },
      { 600: 0, 200: 0, 100: 13 },
    ],
    ['everything is there before the tiles end', 15, { 600: 1, 20: 100_000 }, { 600: 0, 20: 16 }],
  ])('%s', (_what, overview, counts: Record<string, number>, expected: Record<string, number>) => {
    const sizes = Object.entries(counts).flatMap(([size, count]) => Array<number>(count).fill(Number(size)))
    const zooms = firstZooms(sizes, overview)
    const seen = Object.fromEntries(
      Object.keys(counts).map(size => [size, zooms[sizes.indexOf(Number(size))]]),
    )
    expect(seen).toEqual(expected)
  })
})

/** A grid of streets: two mains of DN 800 across it, DN 100 elsewhere. */
function grid(n: number): Network {
  const nodes: Network['nodes'] = []
  const links: Network['links'] = []
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= n; j++) {
      nodes.push({ id: `${i}-${j}`, kind: 'junction', at: [117 + i / 1_000, 36.6 + j / 1_000], elevation: 0 })
    }
  }
  const add = (from: string, to: string, main: boolean) =>
    links.push({
      id: `${from}>${to}`,
      kind: 'pipe',
      from,
      to,
      length: 100,
      diameter: main ? 800 : 100,
      vertices: [],
    })
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j < n; j++) {
      add(`${i}-${j}`, `${i}-${j + 1}`, i === n / 2)
      add(`${j}-${i}`, `${j + 1}-${i}`, i === n / 2)
    }
  }
  return { ...NETWORK, nodes, links, valves: [], zones: [], stations: [], customers: [], fittings: [] }
}
