import type { Fitting, IsolationValve, Network, Zone } from '../../model/network.ts'
import type { Name } from '../../model/point.ts'
import type { TownCustomer } from './customers.ts'
import type { Draft } from './draft.ts'
import type { Cell, Crossing, Layout } from './layout.ts'
import { type Mains, TRUNK_ZONE } from './mains.ts'
import { between, type globe, type Spot } from './place.ts'
import type { PumpGroup } from './supply.ts'

interface Drawn {
  draft: Draft
  layout: Layout
  mains: Mains
  plants: readonly PumpGroup[]
  stations: readonly PumpGroup[]
  customers: readonly TownCustomer[]
  zoneNames: ReadonlyMap<string, Name>
  toGlobe: ReturnType<typeof globe>
  valves: IsolationValve[]
  fittings: Fitting[]
}

/** The drawing in the words of the platform's network model. */
export function networkOf(drawn: Drawn): Network {
  const { draft, mains, plants, stations, customers, toGlobe } = drawn
  return {
    nodes: [...draft.nodes.values()].map(({ id, kind, spot, elevation, zone, name }) => ({
      id,
      kind,
      at: toGlobe(spot),
      elevation,
      ...(zone === undefined ? {} : { zone }),
      ...(name ? { name } : {}),
    })),
    links: [...draft.links.values()].map(link => ({
      id: link.id,
      kind: link.kind,
      from: link.from,
      to: link.to,
      length: Math.round(link.length * 100) / 100,
      diameter: link.diameter,
      vertices: link.course.slice(1, -1).map(toGlobe),
      ...(link.closed ? { closed: true } : {}),
      ...(link.valve ? { valve: link.valve } : {}),
      ...(link.zone === undefined ? {} : { zone: link.zone }),
      ...(link.material ? { material: link.material } : {}),
      ...(link.year ? { year: link.year } : {}),
      ...(link.street ? { name: link.street } : {}),
    })),
    valves: drawn.valves,
    zones: [
      trunkZone(mains, plants),
      ...mains.districts.map(district => zone(drawn, district.id, district.cell)),
    ],
    stations: [...plants, ...stations].map(group => ({
      id: group.id,
      kind: group.kind,
      name: group.name,
      node: group.discharge,
      zone: group.zone,
      at: toGlobe(draft.node(group.discharge).spot),
      pumps: group.pumps,
      ...(group.kind === 'secondary' ? stationBoard(group, customers) : {}),
    })),
    customers: customers.map(({ use: _use, daily: _daily, ...customer }) => customer),
    fittings: drawn.fittings,
  }
}

function stationBoard({ id }: PumpGroup, customers: readonly TownCustomer[]) {
  const served = customers.filter(customer => customer.station === id)
  return {
    households: served.reduce((sum, { households }) => sum + households, 0),
    supplyHours: '24h',
    responsible: '二次供水管理所',
    // Reserved for fiction: no subscriber has it.
    phone: `0531-0000${id.slice(3).padStart(4, '0')}`,
  }
}

function trunkZone(mains: Mains, plants: readonly PumpGroup[]): Zone {
  return {
    id: TRUNK_ZONE,
    kind: 'supply',
    name: { zh: '输水干管', en: 'Trunk mains' },
    inlets: plants.map(({ id }) => `${id}-MAIN`),
    outlets: mains.districts.flatMap(inletsOf),
  }
}

const inletsOf = ({ id, inlets }: Mains['districts'][number]) =>
  inlets.map((_, n) => `IN-${id.slice(4)}${'AB'[n]}`)

function zone({ layout, mains, zoneNames, toGlobe }: Drawn, id: string, cell: Cell): Zone {
  const ring = ringOf(layout, cell)
  const [x, y] = between(layout.spotAt([cell.west, cell.south]), layout.spotAt([cell.east, cell.north]), 0.5)
  return {
    id,
    kind: 'district',
    name: zoneNames.get(id)!,
    inlets: inletsOf(mains.districts.find(district => district.id === id)!),
    outlets: [],
    area: ring.map(toGlobe),
    minPressure: 14,
    ring: Math.hypot(x, y) < 0.28 * layout.size ? 'inside' : 'outside',
  }
}

/** The cell's outline, drawn in a little from the trunk mains. */
function ringOf({ spotAt }: Layout, { west, east, south, north }: Cell): Spot[] {
  const edge: Crossing[] = []
  for (let i = west; i < east; i++) edge.push([i, south])
  for (let j = south; j < north; j++) edge.push([east, j])
  for (let i = east; i > west; i--) edge.push([i, north])
  for (let j = north; j > south; j--) edge.push([west, j])
  const centre = between(spotAt([west, south]), spotAt([east, north]), 0.5)
  const ring = edge.map(crossing => between(spotAt(crossing), centre, 0.04))
  return [...ring, ring[0]!]
}
