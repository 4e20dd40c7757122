import type { Draft, DraftLink } from './draft.ts'

/** How water would walk: for each node the link it comes by and the node before; in order of distance from a source. */
export interface Route {
  node: string
  /** Undefined for a source. */
  by?: { link: DraftLink; from: string }
}

/** Trunk mains carry: a detour of this many times the way along them is taken rather than a street. */
const DETOUR: Partial<Record<DraftLink['role'], number>> = { street: 3, inlet: 1.5 }

/** Shortest ways from the sources through everything open (Dijkstra). */
export function routes(draft: Draft, sources: readonly string[]): Route[] {
  const best = new Map<string, number>(sources.map(id => [id, 0]))
  const by = new Map<string, Route['by']>()
  const heap = new Heap()
  for (const id of sources) heap.push(0, id)
  const done = new Set<string>()
  const order: Route[] = []
  for (let next = heap.pop(); next; next = heap.pop()) {
    const [far, id] = next
    if (done.has(id)) continue
    done.add(id)
    const came = by.get(id)
    order.push(came ? { node: id, by: came } : { node: id })
    for (const link of draft.linksAt(id)) {
      if (link.closed) continue
      const to = draft.otherEnd(link, id)
      const reach = far + (link.length + 1) * (DETOUR[link.role] ?? 1)
      if (reach < (best.get(to) ?? Number.POSITIVE_INFINITY)) {
        best.set(to, reach)
        by.set(to, { link, from: id })
        heap.push(reach, to)
      }
    }
  }
  return order
}

class Heap {
  readonly #items: [number, string][] = []

  push(key: number, value: string): void {
    const items = this.#items
    items.push([key, value])
    for (let i = items.length - 1; i > 0; ) {
      const up = (i - 1) >> 1
      if (items[up]![0] <= items[i]![0]) break
      ;[items[up], items[i]] = [items[i]!, items[up]!]
      i = up
    }
  }

  pop(): [number, string] | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (items.length === 0 || !last) return top
    items[0] = last
    for (let i = 0; ; ) {
      const left = 2 * i + 1
      const right = left + 1
      let least = i
      if (left < items.length && items[left]![0] < items[least]![0]) least = left
      if (right < items.length && items[right]![0] < items[least]![0]) least = right
      if (least === i) return top
      ;[items[least], items[i]] = [items[i]!, items[least]!]
      i = least
    }
  }
}
