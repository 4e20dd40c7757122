import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import gcoordModule from 'gcoord'
import proj4 from 'proj4'
import { describe, expect, test } from 'vitest'
import type { LngLat, Network } from '../../../model/network.ts'
import { readInp } from '../../../runtime/site/inp.ts'
import { metres, type PlaceOptions } from '../../../runtime/site/place.ts'

const gcoord = gcoordModule as unknown as typeof gcoordModule.default
const scratch = mkdtempSync(join(tmpdir(), 'standpipe-place-'))
const JINAN: LngLat = [117.0203, 36.6683]

/** A and B, one pipe of `length` between them; their places as the file has them. */
async function placed(
  coordinates: Record<string, readonly [number, number]>,
  options: PlaceOptions,
  { units = 'LPS', length = 1_000, pipes = '' } = {},
): Promise<Network> {
  const rows = Object.entries(coordinates).map(([id, [x, y]]) => `${id} ${x} ${y}`)
  const path = join(scratch, 'n.inp')
  writeFileSync(
    path,
    `[JUNCTIONS]\nA 0 1\nB 0 1\nC 0 1\n[RESERVOIRS]\nR 9\n[PIPES]\nP A B ${length} 100 100\nPC B C ${length} 100 100\n` +
      `PR R A ${length} 100 100\n${pipes}[OPTIONS]\nUNITS ${units}\n[COORDINATES]\n${rows.join('\n')}\n[END]\n`,
  )
  return readInp(path, options)
}

const at = (network: Network, id: string) => network.nodes.find(node => node.id === id)!.at
const apart = (network: Network, a: string, b: string) => metres(at(network, a), at(network, b))

/** A straight street of four nodes, 1 km apart, from `start` in steps of `step`. */
const street = ([x, y]: readonly [number, number], [dx, dy]: readonly [number, number]) => ({
  R: [x, y] as const,
  A: [x + dx, y + dy] as const,
  B: [x + 2 * dx, y + 2 * dy] as const,
  C: [x + 3 * dx, y + 3 * dy] as const,
})
/** A kilometre to the east, in degrees of longitude in Jinan. */
const KM_EAST = 1_000 / (111_195 * Math.cos((JINAN[1] * Math.PI) / 180))

describe('coordinates with a place in the world', () => {
  test('longitude and latitude are kept when the pipes are then as long as they should be', async () => {
    const network = await placed(street(JINAN, [KM_EAST, 0]), {})
    expect(at(network, 'R')).toEqual(JINAN)
    expect(apart(network, 'A', 'B')).toBeCloseTo(1_000, -1)
  })

  test('small numbers that would make the pipes a hundred times too long are not degrees', async () => {
    const network = await placed(street([10, 20], [1, 0]), { origin: JINAN })
    expect(apart(network, 'A', 'B')).toBeCloseTo(1_000, -1)
    expect(metres(at(network, 'A'), JINAN)).toBeLessThan(2_000)
  })

  test.each([
    ['gcj02', gcoord.GCJ02],
    ['bd09', gcoord.BD09],
  ] as const)('%s is moved back to WGS-84', async (datum, crs) => {
    const shifted = gcoord.transform<[number, number]>([...JINAN], gcoord.WGS84, crs)
    expect(metres(shifted, JINAN)).toBeGreaterThan(300)
    const network = await placed(street(shifted, [KM_EAST, 0]), { datum })
    expect(metres(at(network, 'R'), JINAN)).toBeLessThan(2)
  })

  test.each([
    ['EPSG:4548', '+proj=tmerc +lat_0=0 +lon_0=117 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80'],
    ['EPSG:4527', '+proj=tmerc +lat_0=0 +lon_0=117 +k=1 +x_0=39500000 +y_0=0 +ellps=GRS80'],
    ['EPSG:3857', 'EPSG:3857'],
    ['+proj=utm +zone=50 +datum=WGS84', '+proj=utm +zone=50 +datum=WGS84'],
  ])('projected coordinates: %s', async (projection, definition) => {
    const [x, y] = proj4('WGS84', definition).forward([...JINAN])
    const network = await placed(street([x!, y!], [1_000, 0]), { projection })
    expect(metres(at(network, 'R'), JINAN)).toBeLessThan(1)
  })

  test.each([
    ['a projection nobody knows', { projection: 'EPSG:99999' }, /EPSG:99999 is not known/],
    ['degrees that are none', { datum: 'wgs84' }, /the node A is at 12015, 36\.6.*name the projection/],
  ] as const)('%s is refused', async (_, options, said) => {
    const error = await placed({ ...street(JINAN, [KM_EAST, 0]), A: [12_015, 36.6] }, options).catch(e => e)
    expect(error.code).toBe('inp-invalid')
    expect(error.message).toMatch(said)
  })
})

describe('coordinates without a place in the world', () => {
  test.each([
    ['metres', 1_000, 'LPS', 1_000],
    ['feet', 3_280, 'GPM', 3_280],
    ['units of a drawing', 17, 'LPS', 1_000],
  ])('%s are scaled by the pipes and put around the origin', async (_, step, units, length) => {
    const network = await placed(street([500_000, -300], [step, 0]), { origin: JINAN }, { units, length })
    expect(apart(network, 'A', 'B')).toBeCloseTo(1_000, -1)
    const west = at(network, 'R')
    const east = at(network, 'C')
    expect((west[0] + east[0]) / 2).toBeCloseTo(JINAN[0], 6)
    expect(west[1]).toBeCloseTo(JINAN[1], 6)
  })

  test('without an origin the town is in the Gulf of Guinea', async () => {
    const network = await placed(street([0, 0], [1_000, 0]), {})
    expect(metres(at(network, 'A'), [0, 0])).toBeLessThan(2_000)
  })

  test('a network without coordinates is laid out, twice the same, and unfolded', async () => {
    const first = await placed({}, { origin: JINAN })
    const second = await placed({}, { origin: JINAN })
    expect(first.nodes).toEqual(second.nodes)
    expect(apart(first, 'A', 'B')).toBeGreaterThan(500)
    expect(apart(first, 'A', 'B')).toBeLessThan(1_500)
    expect(apart(first, 'R', 'C')).toBeGreaterThan(1_500)
  })

  test('coordinates that are all zero are none', async () => {
    const zero = [0, 0] as const
    const network = await placed({ A: zero, B: zero, C: zero, R: zero }, { origin: JINAN })
    expect(apart(network, 'A', 'B')).toBeGreaterThan(500)
  })

  test('a node that was forgotten comes to stand by its neighbours, the others stay', async () => {
    const { B: _, ...known } = street([0, 0], [1_000, 0])
    const network = await placed(known, { origin: JINAN })
    expect(apart(network, 'R', 'A')).toBeCloseTo(1_000, -1)
    expect(apart(network, 'A', 'B')).toBeLessThan(2_000)
    expect(apart(network, 'B', 'C')).toBeLessThan(2_000)
  })
})
