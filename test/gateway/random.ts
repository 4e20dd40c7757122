/** Numbers that look random and are the same at every run (mulberry32). */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** In [0, below). */
  below(below: number): number
  pick<T>(from: readonly T[]): T
  bytes(length: number): Buffer
}

export function random(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(next() * most)
  return {
    next,
    below,
    pick: from => from[below(from.length)]!,
    bytes: length => Buffer.from(Array.from({ length }, () => below(256))),
  }
}
