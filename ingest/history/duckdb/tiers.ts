import type { DuckDBConnection } from '@duckdb/node-api'
import { DAY } from '../../../model/time.ts'
import { cellsOfCells, cellsOfReadings } from './cells.ts'
import { columnsOf } from './columns.ts'
import { among, sourceOf } from './source.ts'
import { TIERS, tierTable } from './tables.ts'

/** Days of single series that a tier covers and no late reading has touched since. */
const coveredDays = (table: string, series: readonly number[], from: number, to: number) =>
  `SELECT DISTINCT series, t // ${DAY} AS day FROM ${table} WHERE ${among(series)} AND t >= ${from} AND t < ${to}
   EXCEPT SELECT DISTINCT series, t // ${DAY} FROM late WHERE ${among(series)} AND t >= ${from} AND t < ${to}`

/**
 * SQL of the cells of `width` ms of some series: out of the coarsest tier that fits, and out of the readings
 * themselves where there is none (recent days, slow points, the ends of the window, days with late readings).
 */
export async function cellSource(
  connection: DuckDBConnection,
  series: readonly number[],
  from: number,
  to: number,
  width: number,
): Promise<string> {
  const tier = TIERS.filter(tier => width % tier === 0).at(-1)
  const readings = await sourceOf(connection, { series, from, to })
  const [first, last] = tier ? [Math.ceil(from / tier) * tier, Math.floor(to / tier) * tier] : [0, 0]
  if (!tier || first >= last) return cellsOfReadings(readings, width)
  const table = tierTable(tier)
  const covered = `(${coveredDays(table, series, first, last)})`
  const fromTier = `SELECT * FROM ${table} WHERE ${among(series)} AND t >= ${first} AND t < ${last} AND (series, t // ${DAY}) IN ${covered}`
  const fromReadings = `SELECT * FROM (${readings}) WHERE t < ${first} OR t >= ${last} OR (series, t // ${DAY}) NOT IN ${covered}`
  return cellsOfCells(`${fromTier} UNION ALL ${cellsOfReadings(fromReadings, width)}`, width)
}

/**
 * The width, ms, below which nothing can be said of some of these series any more, because their readings of a part
 * of the window have been let go and only their cells are left; 0 when all readings are there.
 */
export async function finestWidth(
  connection: DuckDBConnection,
  series: readonly number[],
  from: number,
  readingsFrom: number,
): Promise<number> {
  if (from >= readingsFrom || series.length === 0) return 0
  const gone = `${among(series)} AND t >= ${from} AND t < ${readingsFrom}`
  const widths = TIERS.map(
    width => `SELECT DISTINCT series, ${width} AS width FROM ${tierTable(width)} WHERE ${gone}`,
  )
  const [finest] = await columnsOf(
    connection,
    `SELECT coalesce(max(width), 0)::DOUBLE FROM (SELECT min(width) AS width FROM (${widths.join(' UNION ALL ')}) GROUP BY series)`,
  )
  return finest![0]!
}
