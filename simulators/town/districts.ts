import type { Random } from '../random.ts'
import { thinOut } from './connected.ts'
import { type Cell, type Crossing, crossingKey, type Layout } from './layout.ts'

/** A street pipe of a district, or its link to the trunk main: from the trunk crossing to the street crossing. */
export type Street = readonly [from: string, to: string]

/** A metered district's streets and how they meet the trunk mains around it. */
export interface District {
  id: string
  cell: Cell
  crossings: Crossing[]
  streets: Street[]
  /** Metered ways in. */
  inlets: Street[]
  /** Closed valves towards the trunk main: ways in for an emergency. */
  boundaries: Street[]
}

/** Draws the streets of a cell: a loose net with some dead ends, one or two inlets, two or three closed boundaries. */
export function drawDistrict(
  layout: Layout,
  trunk: ReadonlySet<string>,
  cell: Cell,
  id: string,
  rng: Random,
): District {
  const parks = new Set<string>()
  let crossings: Crossing[] = []
  for (let j = cell.south + 1; j < cell.north; j++) {
    for (let i = cell.west + 1; i < cell.east; i++) {
      const inside = i > cell.west + 1 && i < cell.east - 1 && j > cell.south + 1 && j < cell.north - 1
      if (inside && rng.chance(0.05)) parks.add(crossingKey([i, j]))
      crossings.push([i, j])
    }
  }
  crossings = crossings.filter(crossing => !parks.has(crossingKey(crossing)))
  const keys = new Set(crossings.map(crossingKey))
  const streets: Street[] = crossings.flatMap(([i, j]) => {
    const here = crossingKey([i, j])
    return [crossingKey([i + 1, j]), crossingKey([i, j + 1])]
      .filter(there => keys.has(there))
      .map(there => [here, there] as const)
  })
  const ways = rng.shuffled(waysIn(trunk, cell, keys))
  const single = rng.chance(0.55) || ways.length < 5 || layout.cells.length < 4
  const inlets = single ? ways.slice(0, 1) : [ways[0]!, farthest(layout, ways[0]!, ways)]
  const others = ways.filter(way => !inlets.includes(way))
  return {
    id,
    cell,
    crossings,
    streets: thinOut([...keys], streets, rng.shuffled(streets), Math.round(0.2 * streets.length)),
    inlets,
    boundaries: others.slice(0, 2 + rng.int(2)),
  }
}

/** Every place where a street of the cell reaches a trunk main around it. */
function waysIn(trunk: ReadonlySet<string>, cell: Cell, keys: ReadonlySet<string>): Street[] {
  const ways: Street[] = []
  const offer = (from: Crossing, street: Crossing) => {
    if (trunk.has(crossingKey(from)) && keys.has(crossingKey(street)))
      ways.push([crossingKey(from), crossingKey(street)])
  }
  for (let i = cell.west + 1; i < cell.east; i++) {
    offer([i, cell.south], [i, cell.south + 1])
    offer([i, cell.north], [i, cell.north - 1])
  }
  for (let j = cell.south + 1; j < cell.north; j++) {
    offer([cell.west, j], [cell.west + 1, j])
    offer([cell.east, j], [cell.east - 1, j])
  }
  return ways
}

function farthest(layout: Layout, from: Street, ways: readonly Street[]): Street {
  const spot = (way: Street) => layout.spotAt(way[1].split(',').map(Number) as unknown as Crossing)
  const [x, y] = spot(from)
  const away = (way: Street) => Math.hypot(spot(way)[0] - x, spot(way)[1] - y)
  return ways.reduce((best, way) => (away(way) > away(best) ? way : best))
}
