import { type Graph, nodeAt } from './graph.ts'

/**
 * Metres of pipe between two nodes, the shortest way, however valves and flows stand; Infinity when it is more than
 * `limit`. The search ends at the limit, so that a far pair costs little.
 */
export function networkDistance(graph: Graph, from: string, to: string, limit: number): number {
  const start = graph.nodeIndex.get(from)
  const goal = graph.nodeIndex.get(to)
  if (start === undefined || goal === undefined) return Infinity
  const best = new Map<number, number>([[start, 0]])
  const heap: [metres: number, node: number][] = [[0, start]]
  for (let next = pop(heap); next; next = pop(heap)) {
    const [metres, node] = next
    if (node === goal) return metres
    if (metres > (best.get(node) ?? Infinity)) continue
    for (let i = graph.first[node]!; i < graph.first[node + 1]!; i++) {
      const end = graph.ends[i]!
      const further = metres + graph.network.links[end >> 1]!.length
      const other = nodeAt(graph, end ^ 1)
      if (further > limit || further >= (best.get(other) ?? Infinity)) continue
      best.set(other, further)
      push(heap, [further, other])
    }
  }
  return Infinity
}

function push(heap: [number, number][], entry: [number, number]): void {
  let i = heap.push(entry) - 1
  while (i > 0) {
    const parent = (i - 1) >> 1
    if (heap[parent]![0] <= entry[0]) break
    heap[i] = heap[parent]!
    i = parent
  }
  heap[i] = entry
}

function pop(heap: [number, number][]): [number, number] | undefined {
  const top = heap[0]
  const last = heap.pop()
  if (!top || !last || heap.length === 0) return top
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1]![0] < heap[child]![0]) child++
    if (heap[child]![0] >= last[0]) break
    heap[i] = heap[child]!
    i = child
  }
  heap[i] = last
  return top
}
