/** True when the edges join all nodes into one piece. */
export function isConnected(nodes: Iterable<string>, edges: Iterable<readonly [string, string]>): boolean {
  const next = new Map<string, string[]>([...nodes].map(node => [node, []]))
  for (const [a, b] of edges) {
    next.get(a)?.push(b)
    next.get(b)?.push(a)
  }
  const [start] = next.keys()
  if (start === undefined) return true
  const seen = new Set([start])
  const queue = [start]
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const other of next.get(node) ?? []) {
      if (!seen.has(other)) {
        seen.add(other)
        queue.push(other)
      }
    }
  }
  return seen.size === next.size
}

/**
 * Leaves out edges in the given order while everything stays in one piece and no node keeps fewer than `least`
 * edges.
 */
export function thinOut<E extends readonly [string, string]>(
  nodes: readonly string[],
  edges: readonly E[],
  candidates: readonly E[],
  count: number,
  least = 1,
): E[] {
  let kept = [...edges]
  const degree = new Map<string, number>()
  for (const end of edges.flat()) degree.set(end, (degree.get(end) ?? 0) + 1)
  let left = count
  for (const edge of candidates) {
    if (left === 0) break
    if (edge.some(end => degree.get(end)! <= least)) continue
    const without = kept.filter(other => other !== edge)
    if (!isConnected(nodes, without)) continue
    kept = without
    for (const end of edge) degree.set(end, degree.get(end)! - 1)
    left--
  }
  return kept
}
