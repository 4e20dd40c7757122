/** Nodes that can be walked to from `sources` along links, in any direction. */
export function reached(
  links: readonly { from: string; to: string }[],
  sources: readonly string[],
): Set<string> {
  const next = new Map<string, string[]>()
  for (const { from, to } of links) {
    next.set(from, [...(next.get(from) ?? []), to])
    next.set(to, [...(next.get(to) ?? []), from])
  }
  const seen = new Set(sources)
  const queue = [...sources]
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const other of next.get(node) ?? []) {
      if (!seen.has(other)) queue.push(other)
      seen.add(other)
    }
  }
  return seen
}
