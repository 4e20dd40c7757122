import { arrives, type Graph, nodeAt } from './graph.ts'

/** What drains through a break when the valves around it are closed. */
export interface Segment {
  nodes: Set<number>
  links: Set<number>
  /** Valves at its edge that can be closed, by the end they sit at. */
  edge: { valve: number; end: number }[]
}

export interface SegmentOptions {
  /** 1 at each end where a valve is shut already. */
  shut: Uint8Array
  /** Valve can be closed. */
  canClose(valve: number): boolean
}

/**
 * Everything from which water can get to the break without passing a valve that is or can be closed. Water runs
 * to the break only the way check valves and pumps let it.
 */
export function segmentOf(
  graph: Graph,
  broken: { link?: number; node?: number },
  options: SegmentOptions,
): Segment {
  const { first, ends, valveAt } = graph
  const nodes = new Set<number>()
  const links = new Set<number>()
  const edge = new Map<number, number>()
  const queue: number[] = []
  const enter = (node: number) => {
    if (nodes.has(node)) return
    nodes.add(node)
    queue.push(node)
  }
  /** True when the way through this end goes on; an operable valve there becomes part of the edge. */
  const passes = (end: number) => {
    const valve = valveAt[end]!
    if (valve < 0) return true
    if (options.shut[end] === 1) return false
    if (!options.canClose(valve)) return true
    edge.set(end, valve)
    return false
  }

  if (broken.link !== undefined) {
    links.add(broken.link)
    for (const end of [2 * broken.link, 2 * broken.link + 1]) {
      const node = nodeAt(graph, end)
      if (node >= 0 && passes(end)) enter(node)
    }
  }
  if (broken.node !== undefined) enter(broken.node)
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (let i = first[node]!; i < first[node + 1]!; i++) {
      const end = ends[i]!
      const link = end >> 1
      if (links.has(link) || !arrives(graph, end) || !passes(end)) continue
      links.add(link)
      if (passes(end ^ 1)) enter(nodeAt(graph, end ^ 1))
    }
  }
  // A valve with the segment on both of its sides parts nothing.
  const parting = [...edge].filter(([end]) => !(links.has(end >> 1) && nodes.has(nodeAt(graph, end))))
  return { nodes, links, edge: parting.map(([end, valve]) => ({ valve, end })) }
}
