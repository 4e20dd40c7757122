import type { Customer, IsolationValve, Station } from '../network.ts'
import { type Graph, nodeAt } from './graph.ts'
import { flood, type Wet } from './reach.ts'
import { type Segment, segmentOf } from './segment.ts'
import { canValveClose, standing, type ValvesNow } from './shut.ts'

/** What a shut-off means. Everything is named; nothing is done. */
export interface Isolation {
  /** False when a source cannot be parted from the break: then `sources` names it. */
  possible: boolean
  sources: string[]
  /** To be closed: water would reach the break through each of them. */
  close: IsolationValve[]
  /** Behind these is no source: closing them only keeps a dead end from draining. */
  spare: IsolationValve[]
  /** At the edge and shut already: leave them so. */
  alreadyShut: IsolationValve[]
  /** Drained through the break. */
  segment: { nodes: string[]; links: string[] }
  /** Cut off from every source although outside the segment. */
  alsoDry: { nodes: string[]; links: string[] }
  customers: Customer[]
  households: number
  critical: Customer[]
  stations: StationDry[]
}

/** A secondary-supply station without inflow, and how long its tank lasts (undefined: its tank is not known). */
export interface StationDry {
  station: Station
  hours?: number
}

/** m³ that a household uses in a day, for how long a station's tank lasts: 120 L a head, 3 heads (assumed). */
const HOUSEHOLD_DAY = 0.36

/** Valves to close around a broken link or node, and who will be without water. Throws RangeError for an unknown asset. */
export function isolate(graph: Graph, asset: string, valvesNow: ValvesNow = {}): Isolation {
  const link = graph.linkIndex.get(asset)
  const node = graph.nodeIndex.get(asset)
  if (link === undefined && node === undefined) {
    throw new RangeError(`"${asset}" is no pipe and no node of the network`)
  }
  const { valves } = graph
  const { shut, wet: before } = standing(graph, valvesNow)
  const canClose = (valve: number) => canValveClose(valves[valve]!, valvesNow)
  const segment = segmentOf(graph, link === undefined ? { node: node! } : { link }, { shut, canClose })
  const closed = shut.slice()
  for (const { end } of segment.edge) closed[end] = 1
  const after = flood(graph, closed, link)
  const dry = driedUp(graph, before, after, segment)
  const inside = (node: number) => segment.nodes.has(node)
  const sources = [...graph.sources].filter(inside).map(node => graph.nodeIds[node]!)
  const behind = ({ valve, end }: Segment['edge'][number]) => ({
    valve: valves[valve]!,
    needed: isWetOutside(graph, after, segment, end),
  })
  const edge = segment.edge.map(behind)
  return {
    possible: sources.length === 0,
    sources,
    close: edge.filter(({ needed }) => needed).map(({ valve }) => valve),
    spare: edge.filter(({ needed }) => !needed).map(({ valve }) => valve),
    alreadyShut: shutAround(graph, segment, shut),
    segment: named(graph, segment),
    alsoDry: named(graph, dry),
    ...whoIsDry(graph, segment, dry),
  }
}

interface Dry {
  nodes: Set<number>
  links: Set<number>
}

/** What had water before and has none now, outside the segment. */
function driedUp(graph: Graph, before: Wet, after: Wet, segment: Segment): Dry {
  const nodes = new Set<number>()
  const links = new Set<number>()
  for (let n = 0; n < graph.nodeIds.length; n++) {
    if (before.nodes[n] === 1 && after.nodes[n] === 0 && !segment.nodes.has(n)) nodes.add(n)
  }
  for (let l = 0; l < graph.from.length; l++) {
    if (before.links[l] === 1 && after.links[l] === 0 && !segment.links.has(l)) links.add(l)
  }
  return { nodes, links }
}

/** Whether there is water on the far side of an edge valve once all are closed. */
function isWetOutside(graph: Graph, after: Wet, segment: Segment, end: number): boolean {
  const node = nodeAt(graph, end)
  if (!segment.nodes.has(node)) return after.nodes[node] === 1
  return after.links[end >> 1] === 1
}

function shutAround(graph: Graph, segment: Segment, shut: Uint8Array): IsolationValve[] {
  const found = new Set<number>()
  const look = (end: number) => {
    const valve = graph.valveAt[end]!
    if (valve >= 0 && shut[end] === 1) found.add(valve)
  }
  for (const link of segment.links) {
    look(2 * link)
    look(2 * link + 1)
  }
  for (const node of segment.nodes) {
    for (let i = graph.first[node]!; i < graph.first[node + 1]!; i++) look(graph.ends[i]!)
  }
  return [...found].map(valve => graph.valves[valve]!)
}

function named({ nodeIds, network }: Graph, { nodes, links }: Dry): { nodes: string[]; links: string[] } {
  return {
    nodes: [...nodes].map(node => nodeIds[node]!),
    links: [...links].map(link => network.links[link]!.id),
  }
}

function whoIsDry(graph: Graph, segment: Dry, dry: Dry) {
  const { network, nodeIndex, customerNode, customerLink } = graph
  const node = new Uint8Array(graph.nodeIds.length)
  const link = new Uint8Array(graph.from.length)
  for (const { nodes, links } of [segment, dry]) {
    for (const n of nodes) node[n] = 1
    for (const l of links) link[l] = 1
  }
  const customers: Customer[] = []
  let households = 0
  for (let c = 0; c < customerNode.length; c++) {
    const on = customerLink[c]!
    const lost = on >= 0 ? link[on] : node[customerNode[c]!]
    if (lost !== 1) continue
    const customer = network.customers[c]!
    customers.push(customer)
    households += customer.households
  }
  const stations = network.stations.filter(station => node[nodeIndex.get(station.node) ?? -1] === 1)
  return {
    customers,
    households,
    critical: customers.filter(({ critical }) => critical !== undefined),
    stations: stations.map((station): StationDry => {
      const { storage, households: served } = station
      if (!storage || !served) return { station }
      return { station, hours: (storage * 24) / (served * HOUSEHOLD_DAY) }
    }),
  }
}
