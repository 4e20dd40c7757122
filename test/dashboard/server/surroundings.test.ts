import { describe, expect, test } from 'vitest'
import { MOST_PIPES, surroundingsOf } from '../../../dashboard/server/site/surroundings.ts'
import type { Link, Network } from '../../../model/network.ts'
import { NETWORK } from './town.ts'

describe('the network around a place', () => {
  const around = surroundingsOf(NETWORK)
  test('holds the pipes that come into the square, also those that only pass through it, and the valves in it', () => {
    // 700 m of the main lie between its end and this place beside it.
    const near = around([117.0075, 36.6005], 100)
    expect(near.pipes.map(({ id, dn }) => [id, dn])).toEqual([['P-1', 600]])
    expect(near.valves).toEqual([])
    const junction = around([117.01, 36.6], 100)
    expect(junction.pipes.map(({ id }) => id).sort()).toEqual(['P-1', 'P-2'])
    expect(junction.valves).toEqual([{ id: 'V-1', at: [117.0101, 36.6001], dn: 100 }])
  })
  test('is empty where there is nothing', () => {
    expect(around([110, 30], 1_000)).toMatchObject({ pipes: [], valves: [], hydrants: [], leftOut: 0 })
  })
  test('of too many pipes the nearest are kept, and the rest is counted', () => {
    const many: Network = {
      ...NETWORK,
      links: Array.from(
        { length: MOST_PIPES + 5 },
        (_, i): Link => ({
          id: `P-${i}`,
          kind: 'pipe',
          from: 'J-1',
          to: 'J-2',
          length: 1,
          diameter: 100,
          vertices: [],
        }),
      ),
    }
    const { pipes, leftOut } = surroundingsOf(many)([117.01, 36.6], 500)
    expect([pipes.length, leftOut]).toEqual([MOST_PIPES, 5])
  })
})
