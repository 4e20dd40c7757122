/** A seeded source of chance: the same seed tells the same story on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number in [0, below). */
  int(below: number): number
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Mean 0, standard deviation 1. */
  normal(): number
  shuffled<T>(list: readonly T[]): T[]
  /** An independent source for one purpose, so that more draws here change nothing there. */
  fork(purpose: string): Random
}

/** FNV-1a of a text, for seeds. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Uniform in [0, 1), a pure function of its two whole numbers: noise that needs no state. */
export function hashUnit(seed: number, n: number): number {
  let h = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n | 0, 0xc2b2ae35)) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296
}

/** About normal (sum of four), mean 0, standard deviation 1, a pure function of its two whole numbers. */
export function hashNormal(seed: number, n: number): number {
  let sum = 0
  for (let k = 0; k < 4; k++) sum += hashUnit(seed + k * 7_919, n)
  return (sum - 2) * Math.sqrt(3)
}

/** mulberry32 over the seed. */
export function random(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number) => Math.floor(next() * below)
  return {
    next,
    int,
    between: (low, high) => low + (high - low) * next(),
    chance: probability => next() < probability,
    pick: list => {
      if (list.length === 0) throw new RangeError('nothing to pick from')
      return list[int(list.length)]!
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffled: list => {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = int(i + 1)
        ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
      }
      return copy
    },
    fork: purpose => random((seed ^ hashText(purpose)) >>> 0),
  }
}
