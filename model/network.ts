import { type Static, Type } from 'typebox'
import { Name } from './point.ts'

/** Longitude and latitude in degrees, WGS-84. */
export const LngLat = Type.Tuple([
  Type.Number({ minimum: -180, maximum: 180 }),
  Type.Number({ minimum: -90, maximum: 90 }),
])
export type LngLat = Static<typeof LngLat>

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })

export const NODE_KINDS = ['junction', 'tank', 'reservoir'] as const
export const LINK_KINDS = ['pipe', 'pump', 'valve'] as const

/** A point of the hydraulic graph. */
export const Node = Type.Object({
  id: Type.String(),
  kind: word(NODE_KINDS),
  at: LngLat,
  /** m above datum; a tank's bottom, a reservoir's head. */
  elevation: Type.Number(),
  /** Of a tank with upright walls: its surface, m². */
  area: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  zone: Type.Optional(Type.String()),
  name: Type.Optional(Name),
})
export type Node = Static<typeof Node>

/** A connection of two nodes. `diameter` is the nominal diameter in mm, `length` in m. */
export const Link = Type.Object({
  id: Type.String(),
  /** The id in the hydraulic model, where a node has the same there; absent: `id`. */
  modelId: Type.Optional(Type.String()),
  kind: word(LINK_KINDS),
  from: Type.String(),
  to: Type.String(),
  length: Type.Number({ minimum: 0 }),
  diameter: Type.Number({ minimum: 0 }),
  /** Bends between the two ends. */
  vertices: Type.Array(LngLat),
  /** closed in the model; a check valve lets water through one way only */
  closed: Type.Optional(Type.Boolean()),
  checkValve: Type.Optional(Type.Boolean()),
  /** EPANET's control valves: PRV, PSV, PBV, FCV, TCV, GPV. */
  valve: Type.Optional(Type.String()),
  zone: Type.Optional(Type.String()),
  material: Type.Optional(Type.String()),
  year: Type.Optional(Type.Integer()),
  name: Type.Optional(Name),
})
export type Link = Static<typeof Link>

/** An isolation valve: sits on `link` next to `node`, so that closing it parts the two. */
export const IsolationValve = Type.Object({
  id: Type.String(),
  link: Type.String(),
  node: Type.String(),
  at: LngLat,
  diameter: Type.Number(),
  normallyClosed: Type.Optional(Type.Boolean()),
  inoperable: Type.Optional(Type.Boolean()),
  name: Type.Optional(Name),
})
export type IsolationValve = Static<typeof IsolationValve>

/** A district metered area or pressure zone with its inlets (link ids). */
export const Zone = Type.Object({
  id: Type.String(),
  kind: word(['district', 'pressure', 'supply'] as const),
  name: Name,
  inlets: Type.Array(Type.String()),
  outlets: Type.Array(Type.String()),
  /** Outer ring, for the map; may be absent. */
  area: Type.Optional(Type.Array(LngLat)),
  /** Minimum service pressure, m. */
  minPressure: Type.Optional(Type.Number()),
  /** Which side of a policy's geography it is on, e.g. inside or outside the ring road. */
  ring: Type.Optional(word(['inside', 'outside'] as const)),
})
export type Zone = Static<typeof Zone>

/** A secondary-supply pump station (二次供水泵站), plant or booster. */
export const Station = Type.Object({
  id: Type.String(),
  kind: word(['plant', 'booster', 'secondary'] as const),
  name: Name,
  node: Type.String(),
  zone: Type.Optional(Type.String()),
  at: LngLat,
  pumps: Type.Array(Type.String()),
  households: Type.Optional(Type.Integer()),
  /** Water its tank holds when full, m³. */
  storage: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  supplyHours: Type.Optional(Type.String()),
  responsible: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
})
export type Station = Static<typeof Station>

export const CRITICAL_KINDS = ['hospital', 'dialysis', 'school', 'power', 'heat', 'government'] as const

/** One metered connection; `households` are behind it. */
export const Customer = Type.Object({
  id: Type.String(),
  node: Type.String(),
  link: Type.Optional(Type.String()),
  at: LngLat,
  zone: Type.Optional(Type.String()),
  name: Name,
  address: Type.Optional(Name),
  households: Type.Integer({ minimum: 1 }),
  critical: Type.Optional(word(CRITICAL_KINDS)),
  station: Type.Optional(Type.String()),
})
export type Customer = Static<typeof Customer>

export const FITTING_KINDS = [
  'pressure-logger',
  'flow-meter',
  'analyser',
  'hydrant',
  'level-meter',
  'meter',
] as const

/** Other things on the map that carry points: loggers, analysers, flow meters, hydrants. */
export const Fitting = Type.Object({
  id: Type.String(),
  kind: word(FITTING_KINDS),
  at: LngLat,
  node: Type.Optional(Type.String()),
  link: Type.Optional(Type.String()),
  zone: Type.Optional(Type.String()),
  name: Name,
})
export type Fitting = Static<typeof Fitting>

/** Everything a site knows of its network; read-only while it runs. */
export const Network = Type.Object({
  nodes: Type.Array(Node),
  links: Type.Array(Link),
  valves: Type.Array(IsolationValve),
  zones: Type.Array(Zone),
  stations: Type.Array(Station),
  customers: Type.Array(Customer),
  fittings: Type.Array(Fitting),
})
export type Network = Static<typeof Network>

export const ASSET_KINDS = [
  ...NODE_KINDS,
  ...LINK_KINDS,
  'isolation-valve',
  'station',
  'customer',
  ...FITTING_KINDS,
] as const
export type AssetKind = (typeof ASSET_KINDS)[number]

/** Anything with an id and a place. */
export interface Asset {
  id: string
  kind: AssetKind
  at: LngLat
  zone?: string
  name?: Name
}

/** Every asset of the network by its id; links stand at the middle of their line. */
export function assetsOf(network: Network): Map<string, Asset> {
  const assets = new Map<string, Asset>()
  const put = (id: string, kind: AssetKind, at: LngLat, zone?: string, name?: Name) =>
    assets.set(id, { id, kind, at, ...(zone === undefined ? {} : { zone }), ...(name ? { name } : {}) })
  const nodes = new Map(network.nodes.map(node => [node.id, node]))
  for (const c of network.customers) put(c.id, 'customer', c.at, c.zone, c.name)
  for (const node of network.nodes) put(node.id, node.kind, node.at, node.zone, node.name)
  for (const link of network.links) put(link.id, link.kind, middle(link, nodes), link.zone, link.name)
  for (const v of network.valves) put(v.id, 'isolation-valve', v.at, undefined, v.name)
  for (const f of network.fittings) put(f.id, f.kind, f.at, f.zone, f.name)
  for (const s of network.stations) {
    put(s.id, 'station', s.at, s.zone, s.name)
    // Pumps behind a building's tank are in no hydraulic model.
    for (const pump of s.pumps) if (!assets.has(pump)) put(pump, 'pump', s.at, s.zone)
  }
  return assets
}

function middle(link: Link, nodes: Map<string, Node>): LngLat {
  const line = lineOf(link, nodes)
  const left = line[Math.floor((line.length - 1) / 2)] ?? [0, 0]
  const right = line[Math.ceil((line.length - 1) / 2)] ?? left
  return [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2]
}

/** The link's course on the map: its two ends with the bends between. */
export function lineOf(link: Link, nodes: Map<string, Node>): LngLat[] {
  const from = nodes.get(link.from)?.at
  const to = nodes.get(link.to)?.at
  return [...(from ? [from] : []), ...link.vertices, ...(to ? [to] : [])]
}
