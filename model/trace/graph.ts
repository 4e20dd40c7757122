import type { IsolationValve, Link, Network } from '../network.ts'

/** Which way water can go through a link, besides what valves do. */
const BOTH = 0
const FORWARD = 1
const SHUT = 2

/**
 * The network as numbers, made once: nodes and links by index, neighbours in one array (compressed rows). An `end`
 * is one end of a link: `2 × link` at `from`, `2 × link + 1` at `to`.
 */
export interface Graph {
  network: Network
  nodeIds: readonly string[]
  nodeIndex: ReadonlyMap<string, number>
  linkIndex: ReadonlyMap<string, number>
  from: Int32Array
  to: Int32Array
  way: Uint8Array
  /** Ends at node n: `ends[first[n]] … ends[first[n + 1] - 1]`. */
  first: Int32Array
  ends: Int32Array
  /** Index of the isolation valve at an end, -1 where there is none. */
  valveAt: Int32Array
  valves: readonly IsolationValve[]
  /** Nodes that water comes from: reservoirs and tanks. */
  sources: Int32Array
  /** By customer: the node it hangs on, and the link where that is known (-1 where it is not). */
  customerNode: Int32Array
  customerLink: Int32Array
}

/** Compiles a network for tracing. Links and valves that point nowhere are left out. */
export function graphOf(network: Network): Graph {
  const nodeIds = network.nodes.map(({ id }) => id)
  const nodeIndex = new Map(nodeIds.map((id, i) => [id, i]))
  const linkIndex = new Map(network.links.map(({ id }, i) => [id, i]))
  const count = network.links.length
  const from = new Int32Array(count).fill(-1)
  const to = new Int32Array(count).fill(-1)
  const way = new Uint8Array(count)
  network.links.forEach((link, i) => {
    from[i] = nodeIndex.get(link.from) ?? -1
    to[i] = nodeIndex.get(link.to) ?? -1
    way[i] = from[i]! < 0 || to[i]! < 0 ? SHUT : wayOf(link)
  })
  const { first, ends } = rows(nodeIds.length, from, to)
  const sources = network.nodes.flatMap((node, i) => (node.kind === 'junction' ? [] : [i]))
  return {
    network,
    nodeIds,
    nodeIndex,
    linkIndex,
    from,
    to,
    way,
    first,
    ends,
    valves: network.valves,
    valveAt: valveEnds(network, linkIndex),
    sources: Int32Array.from(sources),
    customerNode: Int32Array.from(network.customers, ({ node }) => nodeIndex.get(node) ?? -1),
    customerLink: Int32Array.from(network.customers, ({ link = '' }) => linkIndex.get(link) ?? -1),
  }
}

/** Whether water can enter the link's other end through this one: away from the node at `end`. */
export function leaves({ way }: Graph, end: number): boolean {
  const how = way[end >> 1]
  return how === BOTH || (how === FORWARD && (end & 1) === 0)
}

/** Whether water can come out at this end into its node. */
export function arrives({ way }: Graph, end: number): boolean {
  const how = way[end >> 1]
  return how === BOTH || (how === FORWARD && (end & 1) === 1)
}

/** The node at an end. */
export function nodeAt({ from, to }: Graph, end: number): number {
  return (end & 1) === 0 ? from[end >> 1]! : to[end >> 1]!
}

/** A pump and a pressure-reducing or -sustaining valve let water through one way, as a check valve does. */
function wayOf(link: Link): number {
  if (link.closed) return SHUT
  const oneWay = link.checkValve || link.kind === 'pump' || link.valve === 'PRV' || link.valve === 'PSV'
  return oneWay ? FORWARD : BOTH
}

function rows(nodes: number, from: Int32Array, to: Int32Array): { first: Int32Array; ends: Int32Array } {
  const first = new Int32Array(nodes + 1)
  for (let i = 0; i < from.length; i++) {
    if (from[i]! < 0 || to[i]! < 0) continue
    first[from[i]! + 1]!++
    first[to[i]! + 1]!++
  }
  for (let n = 0; n < nodes; n++) first[n + 1]! += first[n]!
  const next = first.slice()
  const ends = new Int32Array(first[nodes]!)
  for (let i = 0; i < from.length; i++) {
    if (from[i]! < 0 || to[i]! < 0) continue
    ends[next[from[i]!]!++] = 2 * i
    ends[next[to[i]!]!++] = 2 * i + 1
  }
  return { first, ends }
}

/** Of several valves at one end a closed one shuts it anyway, and one that can be closed is better than none. */
function valveEnds(network: Network, linkIndex: ReadonlyMap<string, number>): Int32Array {
  const at = new Int32Array(2 * network.links.length).fill(-1)
  const worth = (valve: IsolationValve) => (valve.normallyClosed ? 2 : valve.inoperable ? 0 : 1)
  network.valves.forEach((valve, i) => {
    const link = linkIndex.get(valve.link)
    if (link === undefined) return
    const { from, to } = network.links[link]!
    if (valve.node !== from && valve.node !== to) return
    const end = 2 * link + (valve.node === from ? 0 : 1)
    const before = at[end]!
    if (before < 0 || worth(valve) > worth(network.valves[before]!)) at[end] = i
  })
  return at
}
