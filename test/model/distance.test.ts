import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { networkDistance } from '../../model/trace/distance.ts'
import { graphOf } from '../../model/trace/graph.ts'
import { drawn } from './drawn-network.ts'

/** Every pipe of a drawing is 100 m. */
const graph = graphOf(drawn('R ----- A\nA ----- B\nB ----- C\nC ----- D\nA ----- D\nE ----- F'))

describe('metres of pipe between two nodes', () => {
  test.each([
    ['A', 'A', 0],
    ['A', 'B', 100],
    ['R', 'C', 300],
    ['B', 'D', 200],
    ['A', 'F', Infinity],
    ['A', 'nowhere', Infinity],
  ])('%s to %s: %d', (from, to, metres) => {
    expect(networkDistance(graph, from, to, 1_000)).toBe(metres)
  })

  test('beyond the limit it is not looked for', () => {
    expect(networkDistance(graph, 'R', 'C', 250)).toBe(Infinity)
  })

  test('agrees with all-pairs shortest paths on random networks', () => {
    const networks = fc.array(
      fc.record({ from: fc.nat(6), to: fc.nat(6), length: fc.integer({ min: 1, max: 50 }) }),
      { minLength: 1, maxLength: 15 },
    )
    fc.assert(
      fc.property(networks, pipes => {
        const network = drawn(pipes.map(({ from, to }) => `N${from} ----- N${to}`).join('\n'))
        network.links.forEach((link, i) => {
          link.length = pipes[i]!.length
        })
        const random = graphOf(network)
        const far = Array.from({ length: 7 }, (_, i) =>
          Array.from({ length: 7 }, (_, j) => (i === j ? 0 : Infinity)),
        )
        for (const { from, to, length } of pipes) {
          far[from]![to] = Math.min(far[from]![to]!, length)
          far[to]![from] = Math.min(far[to]![from]!, length)
        }
        for (let k = 0; k < 7; k++)
          for (let i = 0; i < 7; i++)
            for (let j = 0; j < 7; j++) far[i]![j] = Math.min(far[i]![j]!, far[i]![k]! + far[k]![j]!)
        for (const { from, to } of pipes) {
          for (const other of [from, to, pipes[0]!.from]) {
            expect(networkDistance(random, `N${from}`, `N${other}`, 1e9)).toBe(far[from]![other])
          }
        }
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})
