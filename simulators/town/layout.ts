import type { Random } from '../random.ts'
import { bend, distance, type Spot } from './place.ts'
import type { Scale } from './scale.ts'

/** A crossing of the ruled grid: column and row of streets. */
export type Crossing = readonly [i: number, j: number]
export const crossingKey = ([i, j]: Crossing) => `${i},${j}`

/** Land between four trunk mains: a metered district to be. */
export interface Cell {
  column: number
  row: number
  /** Grid columns and rows of its bounding trunk mains. */
  west: number
  east: number
  south: number
  north: number
}

/** Where everything will stand: the street grid, bent; the cells; the river. */
export interface Layout {
  scale: Scale
  cells: Cell[]
  spotAt(crossing: Crossing): Spot
  /** Grid columns and rows that carry trunk mains. */
  trunkColumns: number[]
  trunkRows: number[]
  /** Southern bank's row, when the river runs through the town; the northern one is the next. */
  bank?: number
  riverCourse: Spot[]
  /** Distance to the river, m. */
  toRiver(spot: Spot): number
  /** Length of the town's longer side, m. */
  size: number
}

/** Lays out the ground plan. */
export function layOut(scale: Scale, rng: Random): Layout {
  const { columns, rows, streets, spacing, river } = scale
  const bankRow = river > 0 ? Math.ceil(rows / 2) : undefined
  const bank = bankRow === undefined ? undefined : bankRow * streets
  const lift = (row: number) => (bankRow !== undefined && row >= bankRow ? 1 : 0)
  const lastRow = rows * streets + (bank === undefined ? 0 : 1)
  const width = columns * streets * spacing
  const height = rows * streets * spacing + river
  const size = Math.max(width, height)
  const bent = bend(rng.fork('bend'), size)

  const yOf = (j: number) =>
    (bank !== undefined && j > bank ? (j - 1) * spacing + river : j * spacing) - height / 2
  const nudges = rng.fork('nudge')
  const spots = Array.from({ length: columns * streets + 1 }, (_, i) =>
    Array.from({ length: lastRow + 1 }, (_, j): Spot => {
      const loose = i % streets !== 0 && !isTrunkRow(j)
      const reach = loose ? 0.13 * spacing : 0.05 * spacing
      return bent([
        i * spacing - width / 2 + nudges.between(-reach, reach),
        yOf(j) + nudges.between(-reach, reach),
      ])
    }),
  )
  function isTrunkRow(j: number) {
    return (bank !== undefined && j > bank ? j - 1 : j) % streets === 0
  }

  const cells: Cell[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // Big towns are round: corner cells are fields.
      const across = (2 * (column + 0.5)) / columns - 1
      const up = (2 * (row + 0.5)) / rows - 1
      if (columns * rows > 8 && Math.abs(across) ** 2.6 + Math.abs(up) ** 2.6 > 1.1) continue
      const south = row * streets + lift(row)
      cells.push({
        column,
        row,
        west: column * streets,
        east: (column + 1) * streets,
        south,
        north: south + streets,
      })
    }
  }

  const middle = bank === undefined ? -height / 2 - 2.2 * spacing : yOf(bank) + river / 2
  const riverCourse = Array.from({ length: 41 }, (_, n) => bent([(n / 40 - 0.5) * 1.5 * width, middle]))
  return {
    scale,
    cells,
    spotAt: ([i, j]) => spots[i]![j]!,
    trunkColumns: Array.from({ length: columns + 1 }, (_, c) => c * streets),
    trunkRows: Array.from({ length: lastRow + 1 }, (_, j) => j).filter(isTrunkRow),
    ...(bank === undefined ? {} : { bank }),
    riverCourse,
    toRiver: spot => Math.min(...riverCourse.map(at => distance(at, spot))),
    size,
  }
}
