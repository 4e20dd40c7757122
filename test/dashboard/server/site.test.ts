import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AssetDetail, AssetTable, SiteInfo } from '../../../model/screen.ts'
import { NOON, PRESSURE, startTown, type TestTown } from './town.ts'

let town: TestTown
beforeAll(async () => {
  town = await startTown()
})
afterAll(() => town.stop())

const get = (path: string, headers: Record<string, string> = { authorization: 'Bearer fixed-token' }) =>
  fetch(`${town.base}${path}`, { headers, redirect: 'manual' })
const read = async <T>(path: string) => (await (await get(path)).json()) as T

describe('what screens read of a site', () => {
  test.each(['/site', '/assets', '/assets/J-1', '/points'])(
    '%s is for those who are signed in',
    async path => {
      const response = await get(`/api/v1${path}`, {})
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'no-session' })
    },
  )

  test('the time is for everybody', async () => {
    const response = await get('/api/v1/time', {})
    expect(await response.json()).toEqual({ now: NOON, speed: 1, timeZone: 'Asia/Shanghai' })
  })

  test('the site with its bounds, zones and stations', async () => {
    const site = await read<SiteInfo>('/api/v1/site')
    expect(site).toMatchObject({ site: 'town', name: { zh: '小镇' }, networkVersion: 'v7', policy: 'jinan' })
    expect(site.bounds).toEqual([117.0, 36.59, 117.03, 36.62])
    expect(site.zones.map(({ id }) => id)).toEqual(['Z-1'])
    expect(site.stations.map(({ id }) => id)).toEqual(['S-1'])
  })

  test('assets as columns, customers left out', async () => {
    const table = await read<AssetTable>('/api/v1/assets')
    const rows = table.id.map((id, i) => [id, table.kinds[table.kind[i]!], table.lng[i], table.zone[i]])
    expect(rows).toContainEqual(['J-1', 'junction', 117.01, 'Z-1'])
    expect(rows).toContainEqual(['P-2', 'pipe', 117.015, 'Z-1'])
    expect(rows).toContainEqual(['S-1-P1', 'pump', 117.02, null])
    expect(table.id).not.toContain('C-1')
    for (const column of [table.kind, table.lat, table.name]) expect(column.length).toBe(table.id.length)
  })

  test('an unchanged asset table is not sent again', async () => {
    const first = await get('/api/v1/assets')
    const etag = first.headers.get('etag')!
    const again = await get('/api/v1/assets', { authorization: 'Bearer fixed-token', 'if-none-match': etag })
    expect(again.status).toBe(304)
  })

  test('one asset with its facts, points and neighbours', async () => {
    expect(await read<AssetDetail>('/api/v1/assets/P-2')).toEqual({
      id: 'P-2',
      kind: 'pipe',
      at: [117.015, expect.closeTo(36.605, 9)],
      zone: 'Z-1',
      line: [
        [117.01, 36.6],
        [117.02, 36.61],
      ],
      facts: { length: 500, diameter: 100.4, year: 1998, customers: 1 },
      points: [],
      related: [
        { id: 'J-1', why: 'from' },
        { id: 'J-2', why: 'to' },
        { id: 'V-1', why: 'valve' },
      ],
    })
    expect((await read<AssetDetail>('/api/v1/assets/L-1')).points).toEqual([PRESSURE.id])
  })

  test('an unknown asset is said to be unknown', async () => {
    const response = await get('/api/v1/assets/NOPE')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      code: 'no-such-asset',
      detail: expect.stringContaining('NOPE'),
    })
  })

  test('the points', async () => {
    expect(await read('/api/v1/points')).toEqual({ points: [PRESSURE] })
  })
})

describe('vector tiles', () => {
  // holds 117.01°E 36.6°N
  const path = '/tiles/net/v7/12/3379/1599.mvt'

  test('a tile is gzipped, immutable and for those who are signed in', async () => {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile')
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    expect((await get(path, {})).status).toBe(401)
  })

  test('without gzip the same bytes come plain', async () => {
    const plain = await get(path, { authorization: 'Bearer fixed-token', 'accept-encoding': 'identity' })
    expect(plain.headers.get('content-encoding')).toBe('identity')
    const unzipped = Buffer.from(await (await get(path)).arrayBuffer())
    expect(Buffer.from(await plain.arrayBuffer()).equals(unzipped)).toBe(true)
  })

  test.each([
    ['nothing there', '/tiles/net/v7/12/0/0.mvt', 204, undefined],
    ['another version', '/tiles/net/v6/12/3379/1599.mvt', 404, 'old-network'],
    ['too deep', '/tiles/net/v7/17/0/0.mvt', 400, 'invalid'],
    ['no number', '/tiles/net/v7/12/a/0.mvt', 400, 'invalid'],
  ])('%s: %s → %i %s', async (_what, where, status, code) => {
    const response = await get(where)
    expect(response.status).toBe(status)
    if (code) expect(await response.json()).toMatchObject({ code })
  })
})
