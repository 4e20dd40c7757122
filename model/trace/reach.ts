import type { Graph } from './graph.ts'

/** Where water gets to from the sources: nodes, and links that are wet from at least one end. */
export interface Wet {
  nodes: Uint8Array
  links: Uint8Array
}

/**
 * Floods the network from its sources through everything that is open.
 * @param shutEnds 1 at each end where a valve is shut
 * @param broken a link that lets nothing through
 */
export function flood(graph: Graph, shutEnds: Uint8Array, broken = -1): Wet {
  const { first, ends, way, from, to, sources, nodeIds } = graph
  const nodes = new Uint8Array(nodeIds.length)
  const links = new Uint8Array(from.length)
  const queue = new Int32Array(nodeIds.length)
  let head = 0
  let tail = 0
  for (const source of sources) {
    nodes[source] = 1
    queue[tail++] = source
  }
  while (head < tail) {
    const node = queue[head++]!
    const last = first[node + 1]!
    for (let i = first[node]!; i < last; i++) {
      const end = ends[i]!
      const link = end >> 1
      // 0: both ways, 1: only from its `from` end, 2: not at all (graph.ts)
      const how = way[link]!
      if (how === 2 || (how === 1 && (end & 1) === 1) || shutEnds[end] === 1 || link === broken) continue
      links[link] = 1
      if (shutEnds[end ^ 1] === 1) continue
      const next = (end & 1) === 0 ? to[link]! : from[link]!
      if (nodes[next] === 0) {
        nodes[next] = 1
        queue[tail++] = next
      }
    }
  }
  return { nodes, links }
}
