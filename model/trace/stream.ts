import { arrives, type Graph, leaves, nodeAt } from './graph.ts'

/** Flow through a link, positive from `from` to `to`; undefined or 0 when it is not known. */
export type FlowOf = (link: string) => number | undefined

/** What lies up or down the stream from an asset. */
export interface Stream {
  nodes: string[]
  links: string[]
  /** Reservoirs and tanks among the nodes. */
  sources: string[]
}

interface TraceOptions {
  flow?: FlowOf
  isShut?: (valve: number) => boolean
}

/** Where the water at an asset can come from. With flows: where it does come from. */
export function upstream(graph: Graph, asset: string, options: TraceOptions = {}): Stream {
  return walk(graph, asset, 'up', options)
}

/** Where the water of an asset can go. With flows: where it does go. */
export function downstream(graph: Graph, asset: string, options: TraceOptions = {}): Stream {
  return walk(graph, asset, 'down', options)
}

function walk(graph: Graph, asset: string, way: 'up' | 'down', options: TraceOptions): Stream {
  const { flow, isShut = valve => graph.valves[valve]!.normallyClosed === true } = options
  const start = startOf(graph, asset, way, flow)
  const nodes = new Set<number>(start.nodes)
  const links = new Set<number>(start.links)
  const queue = [...start.nodes]
  const shutAt = (end: number) => graph.valveAt[end]! >= 0 && isShut(graph.valveAt[end]!)
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    // What is in a reservoir comes from outside the network, not from the pipes that lead away from it.
    if (way === 'up' && graph.network.nodes[node]!.kind === 'reservoir') continue
    for (let i = graph.first[node]!; i < graph.first[node + 1]!; i++) {
      const end = graph.ends[i]!
      if (shutAt(end) || shutAt(end ^ 1) || !runs(graph, end, way, flow)) continue
      links.add(end >> 1)
      const next = nodeAt(graph, end ^ 1)
      if (nodes.has(next)) continue
      nodes.add(next)
      queue.push(next)
    }
  }
  return {
    nodes: [...nodes].map(node => graph.nodeIds[node]!),
    links: [...links].map(link => graph.network.links[link]!.id),
    sources: [...graph.sources].filter(node => nodes.has(node)).map(node => graph.nodeIds[node]!),
  }
}

/** Whether a walk in this direction may go from the node at `end` into its link. */
function runs(graph: Graph, end: number, way: 'up' | 'down', flow: FlowOf | undefined): boolean {
  if (!(way === 'up' ? arrives(graph, end) : leaves(graph, end))) return false
  const q = flow?.(graph.network.links[end >> 1]!.id)
  if (!q) return true
  const outward = (end & 1) === 0 ? q > 0 : q < 0
  return way === 'down' ? outward : !outward
}

function startOf(graph: Graph, asset: string, way: 'up' | 'down', flow: FlowOf | undefined) {
  const node = graph.nodeIndex.get(asset)
  if (node !== undefined) return { nodes: [node], links: [] }
  const link = graph.linkIndex.get(asset)
  if (link === undefined) throw new RangeError(`"${asset}" is no pipe and no node of the network`)
  const ends = [2 * link, 2 * link + 1].filter(end => runs(graph, end ^ 1, way, flow))
  return { nodes: ends.map(end => nodeAt(graph, end)).filter(n => n >= 0), links: [link] }
}
