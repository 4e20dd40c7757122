import type { Kept } from './kept.ts'
import type { Memory } from './watch.ts'

/**
 * Memories in pieces, each of which must be of one moment: memories that share a point are in one piece, with what is
 * known of their points themselves. The same detectors give the same pieces in the same order.
 * @param ofPoint what else is remembered of a point
 */
export function piecesOf(memories: readonly Memory[], ofPoint: ReadonlyMap<string, Kept>): Kept[] {
  const parent = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root))
      root = next
    parent.set(id, root)
    return root
  }
  for (const { points } of memories) for (const point of points) parent.set(rootOf(point), rootOf(points[0]!))
  const groups = new Map<string, Kept[]>()
  const put = (root: string, kept: Kept) => {
    const group = groups.get(root)
    if (group) group.push(kept)
    else groups.set(root, [kept])
  }
  for (const [point, kept] of ofPoint) put(rootOf(point), kept)
  for (const memory of memories) put(memory.points[0] === undefined ? '' : rootOf(memory.points[0]), memory)
  return pooled([...groups.values()])
}

/** Memories of one piece: small ones are put together, so that a large site does not have a piece a meter. */
const FEW = 100

function pooled(groups: readonly Kept[][]): Kept[] {
  const pieces: Kept[] = []
  let open: Kept[] = []
  for (const group of groups) {
    open.push(...group)
    if (open.length < FEW) continue
    pieces.push(together(open))
    open = []
  }
  if (open.length > 0) pieces.push(together(open))
  return pieces
}

const together = (all: readonly Kept[]): Kept => ({
  save: () => all.map(one => one.save()),
  load: saved => {
    for (const [i, data] of (saved as unknown[]).entries()) all[i]!.load(data)
  },
})
