import type { DuckDBConnection } from '@duckdb/node-api'
import type { Summaries } from '../history.ts'
import { columnsOf } from './columns.ts'
import type { Request } from './protocol.ts'
import { type Database, TIERS } from './tables.ts'
import { tierParts } from './tiers.ts'

const OF_READINGS =
  'count(*) AS n, count(*) FILTER (code < 64) AS gn, count(value) AS vn, sum(value) AS vs, min(value) AS vl, max(value) AS vh'
const OF_PARTS = 'sum(n), sum(gn), sum(vs) / sum(vn), min(vl), max(vh)'

/** Counts, means and extremes of intervals, out of the coarsest tier that fits and the readings beside it. */
export async function readSummaries(
  db: Database,
  connection: DuckDBConnection,
  { points, from, to, width }: Extract<Request, { op: 'summaries' }>,
): Promise<Summaries> {
  const series = points?.map(point => db.series.get(point)).filter(id => id !== undefined) ?? [
    ...db.series.values(),
  ]
  const tier = TIERS.filter(tier => width % tier === 0).at(-1)
  const { cells, readings } = await tierParts(connection, series, from, to, tier)
  const bucket = `t // ${width}`
  const parts = [
    `SELECT series, ${bucket} AS b, ${OF_READINGS} FROM (${readings}) GROUP BY series, b`,
    ...cells.map(of => `SELECT series, ${bucket}, n, gn, vn, vs, vl, vh FROM (${of})`),
  ].join(' UNION ALL ')
  const [ids, at, count, good, mean, min, max] = (await columnsOf(
    connection,
    `SELECT series, b * ${width}, ${OF_PARTS} FROM (${parts}) GROUP BY series, b ORDER BY series, b`,
  )) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
  return {
    length: ids.length,
    names: db.names,
    point: Uint32Array.from(ids),
    at,
    count,
    good,
    mean,
    min,
    max,
  }
}
