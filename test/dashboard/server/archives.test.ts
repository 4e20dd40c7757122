import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGcj02 } from '../../../dashboard/server/tiles/datum.ts'
import type { BasemapInfo } from '../../../model/screen.ts'
import { png, writeArchive } from './archive.ts'
import { tileAt } from './tile-at.ts'
import { siteOf, startTown, type TestTown } from './town.ts'

const TOKEN = { authorization: 'Bearer fixed-token' }
let folder: string
let town: TestTown

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'archives-'))
  mkdirSync(join(folder, 'network'))
  town = await startTown({}, { site: { ...siteOf(), folder } })
})
afterAll(async () => {
  await town.stop()
  rmSync(folder, { recursive: true, force: true })
})

const path = (name: string) => join(folder, 'network', name)
const ask = (address: string, headers: Record<string, string> = TOKEN) =>
  fetch(`${town.base}${address}`, { headers })
const basemaps = async () =>
  ((await (await ask('/api/v1/basemaps')).json()) as { basemaps: BasemapInfo[] }).basemaps

describe('archives of tiles in the site’s folder', () => {
  test('one that is dropped there while the platform runs is offered the next time somebody asks', async () => {
    expect(await basemaps()).toEqual([])
    writeArchive(path('city.gcj02.pmtiles'), png([200, 30, 30]))
    const [found] = await basemaps()
    expect(found).toMatchObject({ file: 'city.gcj02.pmtiles', name: 'city', datum: 'gcj02', kind: 'raster' })
    writeArchive(path('city.gcj02.pmtiles'), png([30, 200, 30]).subarray(0, 60))
    expect((await basemaps())[0]!.version).not.toBe(found!.version)
  })

  test('what is no archive is named as unreadable, and what is named otherwise is not looked at', async () => {
    writeFileSync(path('broken.pmtiles'), 'not an archive')
    writeFileSync(path('secret.txt'), 'x')
    const found = await basemaps()
    expect(found.map(({ file }) => file)).toEqual(['broken.pmtiles', 'city.gcj02.pmtiles'])
    expect(found[0]).toMatchObject({ fault: 'unreadable', datum: 'wgs84' })
    expect(found[0]!.kind).toBeUndefined()
  })

  test('is sent in the ranges a browser asks for, to those who are signed in', async () => {
    const part = await ask('/tiles/pmtiles/city.gcj02.pmtiles', { ...TOKEN, range: 'bytes=0-6' })
    expect(part.status).toBe(206)
    expect(await part.text()).toBe('PMTiles')
    expect((await ask('/tiles/pmtiles/city.gcj02.pmtiles', {})).status).toBe(401)
    for (const name of ['secret.txt', '..%2Fsite.yaml', 'none.pmtiles', '.hidden.pmtiles'])
      expect((await ask(`/tiles/pmtiles/${name}`)).status, name).toBe(404)
  })
})

describe('the network on a map in GCJ-02', () => {
  const junctionAt = async (what: string, at: readonly [number, number]) => {
    const [, x, y] = tileAt([at[0], at[1]], 14)
    const answer = await ask(`/tiles/${what}/v7/14/${x}/${y}.mvt`)
    const tile = new VectorTile(new PbfReader(new Uint8Array(await answer.arrayBuffer())))
    const layer = tile.layers.junction!
    const features = Array.from({ length: layer.length }, (_, i) => layer.feature(i))
    const found = features.find(({ properties }) => properties.id === 'J-1')!.toGeoJSON(x, y, 14)
    return (found.geometry as unknown as { coordinates: [number, number] }).coordinates
  }
  test('lies where the streets are said to be: 500 m from where it is', async () => {
    const at = [117.01, 36.6] as const
    const [lng, lat] = toGcj02([...at])
    const moved = await junctionAt('net-gcj02', [lng, lat])
    expect(moved[0]).toBeCloseTo(lng, 4)
    expect(moved[1]).toBeCloseTo(lat, 4)
    expect(Math.hypot((lng - at[0]) * 89_000, (lat - at[1]) * 111_000)).toBeGreaterThan(300)
    expect((await junctionAt('net', at))[0]).toBeCloseTo(at[0], 4)
  })
})
