import type { Random } from '../random.ts'
import { thinOut } from './connected.ts'
import { type Crossing, crossingKey, type Layout } from './layout.ts'

/** A run of trunk main between two crossings of trunk mains, through every street crossing on its way. */
export type TrunkRun = Crossing[]

/**
 * The trunk mains: around every cell, over the river by few bridges, some outer ones left out so that the edge of
 * the town is not a box. Every crossing keeps two ways out.
 */
export function drawTrunks(layout: Layout, rng: Random): TrunkRun[] {
  const { cells, trunkColumns, trunkRows, bank } = layout
  const near = new Map<string, number>()
  const runs: TrunkRun[] = []
  for (const { west, east, south, north } of cells) {
    const sides: TrunkRun[] = [
      run([west, south], [east, south]),
      run([west, north], [east, north]),
      run([west, south], [west, north]),
      run([east, south], [east, north]),
    ]
    for (const side of sides) {
      const key = runKey(side)
      if (!near.has(key)) runs.push(side)
      near.set(key, (near.get(key) ?? 0) + 1)
    }
  }
  if (bank !== undefined) {
    const banks = trunkColumns.filter(i =>
      [bank, bank + 1].every(j => runs.some(r => r.some(at => at[0] === i && at[1] === j))),
    )
    const bridges = new Set(rng.shuffled(banks).slice(0, Math.max(2, Math.ceil(banks.length * 0.6))))
    for (const i of bridges)
      runs.push([
        [i, bank],
        [i, bank + 1],
      ])
  }
  const ends = (r: TrunkRun) => [crossingKey(r[0]!), crossingKey(r.at(-1)!)] as const
  const edges = runs.map(ends)
  const outer = edges.filter((_, n) => near.get(runKey(runs[n]!)) === 1)
  const nodes = [...new Set(edges.flat())]
  const drop = trunkRows.length < 4 ? 0 : Math.round(outer.length * 0.2)
  const kept = new Set(thinOut(nodes, edges, rng.shuffled(outer), drop, 2))
  return runs.filter((_, n) => kept.has(edges[n]!))
}

function run(from: Crossing, to: Crossing): TrunkRun {
  const steps = Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1])
  const di = Math.sign(to[0] - from[0])
  const dj = Math.sign(to[1] - from[1])
  return Array.from({ length: steps + 1 }, (_, n) => [from[0] + di * n, from[1] + dj * n] as const)
}

const runKey = (r: TrunkRun) => `${crossingKey(r[0]!)}>${crossingKey(r.at(-1)!)}`
