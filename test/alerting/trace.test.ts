import { afterEach, beforeEach, expect, test } from 'vitest'
import { controlRoom } from './control-room.ts'
import { network, townSite } from './town.ts'

let room: Awaited<ReturnType<typeof controlRoom>>
afterEach(() => room.stop())

const valve = (id: string, link: string, node: string, diameter: number) => ({
  id,
  link,
  node,
  at: [117, 36.6] as [number, number],
  diameter,
})
const customer = (id: string, node: string, households: number) => ({
  id,
  node,
  at: [117, 36.6] as [number, number],
  name: { zh: id, en: id },
  households,
})

/**
 * The town with valves, and a boundary between its zones that is kept shut:
 *
 *     PLANT ═══VC═ E1 ═VA══VB═ E2 ─── E3 |VN| ─── W2 ─── W1 ═VW═══ PLANT
 */
beforeEach(async () => {
  const site = townSite('jinan')
  const like = network.links.find(({ id }) => id === 'P2')!
  site.network = {
    ...network,
    links: [...network.links, { ...like, id: 'P4', from: 'E3', to: 'W2' }],
    valves: [
      valve('VA', 'P1', 'E1', 400),
      valve('VB', 'P1', 'E2', 400),
      valve('VC', 'M1', 'E1', 600),
      valve('VW', 'M2', 'W1', 300),
      { ...valve('VN', 'P4', 'E3', 100), normallyClosed: true },
    ],
    stations: network.stations.map(station => ({ ...station, storage: 36, households: 400 })),
    customers: [
      customer('C1', 'E3', 20),
      customer('C2', 'E1', 30),
      { ...customer('H1', 'E3', 1), critical: 'hospital' as const },
    ],
  }
  room = await controlRoom('2026-03-02T10:00:00+08:00', { site })
})

const ids = (things: { id: string }[]) => things.map(({ id }) => id)

test('a pipe: valves with diameters, whom it cuts off, what another valve would cost, what brings water back', async () => {
  const plan = await room.get('/trace/isolation?asset=P1')
  expect(plan).toMatchObject({
    possible: true,
    close: [{ id: 'VA', diameter: 400 }],
    spare: [{ id: 'VB', diameter: 400 }],
    segment: { nodes: [], links: ['P1'] },
    households: 21,
    customerCount: 2,
    critical: [{ id: 'H1', critical: 'hospital' }],
    alternatives: [
      { valve: { id: 'VA' }, possible: true, more: [{ id: 'VC' }], moreHouseholds: 30, moreCustomers: 1 },
    ],
    resupply: [{ open: 'VN', kind: 'valve', households: 21 }],
  })
  expect(plan.alsoDry.nodes.sort()).toEqual(['E2', 'E3'])
})

test('valves that somebody found stuck make it wider, until no source can be parted from the break', async () => {
  const wider = await room.get('/trace/isolation?asset=P1&inoperable=VA')
  expect(ids(wider.close)).toEqual(['VC'])
  expect(wider).toMatchObject({ possible: true, households: 51, customerCount: 3 })
  expect(wider.alternatives).toMatchObject([{ valve: { id: 'VC' }, possible: false }])
  expect(await room.get('/trace/isolation?asset=P1&inoperable=VA,VC')).toMatchObject({
    possible: false,
    sources: ['PLANT'],
  })
})

test('a boundary valve is left shut, and a station without inflow is told with the hours of its tank', async () => {
  const plan = await room.get('/trace/isolation?asset=P3')
  expect(ids(plan.close)).toEqual(['VW'])
  expect(ids(plan.alreadyShut)).toEqual(['VN'])
  expect(plan.stations).toMatchObject([{ station: { id: 'S1' }, hours: 6 }])
  // 36 m³ for 400 households of 0.36 m³ a day.
})

test('where water comes from and goes; a viewer may ask, nonsense is refused in words', async () => {
  const up = await room.get('/trace/stream?asset=E3&way=up')
  expect(up.sources).toEqual(['PLANT'])
  expect(up.nodes).not.toContain('W2')
  const asked = await room.download('/trace/stream?asset=E3&way=down', '看客')
  expect([asked.statusCode, asked.json().nodes.includes('E3')]).toEqual([200, true])
  const unknown = await room.download('/trace/isolation?asset=P99', '看客')
  expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'unknown-asset'])
  expect((await room.download('/trace/stream?asset=E3&way=sideways', '看客')).statusCode).toBe(400)
})
