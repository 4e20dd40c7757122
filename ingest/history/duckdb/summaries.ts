import type { DuckDBConnection } from '@duckdb/node-api'
import type { Steps, Summaries } from '../history.ts'
import { columnsOf } from './columns.ts'
import type { Request } from './protocol.ts'
import { sourceOf } from './source.ts'
import { type Database, TIERS } from './tables.ts'
import { tierParts } from './tiers.ts'

const OF_READINGS =
  'count(*) AS n, count(*) FILTER (code < 64) AS gn, count(value) AS vn, sum(value) AS vs, min(value) AS vl, max(value) AS vh'
const OF_PARTS = 'sum(n), sum(gn), sum(vs) / sum(vn), min(vl), max(vh)'
const OF_ONE = 'n, gn, vs / vn, vl, vh'

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
  const ofReadings = `SELECT series, ${bucket} AS b, ${OF_READINGS} FROM (${readings}) GROUP BY series, b`
  const ofCells = cells.map(of => `SELECT series, ${bucket}, n, gn, vn, vs, vl, vh FROM (${of})`)
  // Grouping what is grouped already would cost as much again.
  const all =
    ofCells.length === 0
      ? `SELECT series, b * ${width}, ${OF_ONE} FROM (${ofReadings})`
      : `SELECT series, b * ${width}, ${OF_PARTS} FROM (${[ofReadings, ...ofCells].join(' UNION ALL ')}) GROUP BY series, b`
  const [ids, at, count, good, mean, min, max] = (await columnsOf(
    connection,
    `${all} ORDER BY series, b`,
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

/** Of how many intervals each point has a good reading. */
export async function readCoverage(
  db: Database,
  connection: DuckDBConnection,
  { points, from, to, width }: Extract<Request, { op: 'coverage' }>,
): Promise<Map<string, number>> {
  const series = points.map(point => db.series.get(point)).filter(id => id !== undefined)
  const readings = await sourceOf(connection, { series, from, to })
  const [ids, intervals] = (await columnsOf(
    connection,
    `SELECT series, count(DISTINCT t // ${width}) FROM (${readings}) WHERE code < 64 GROUP BY series`,
  )) as [Float64Array, Float64Array]
  return new Map(Array.from(ids, (id, i) => [db.names[id]!, intervals[i]!]))
}

/** The last reading of each interval. */
export async function readSteps(
  db: Database,
  connection: DuckDBConnection,
  { from, to, width, within }: Extract<Request, { op: 'steps' }>,
): Promise<Steps> {
  const readings = await sourceOf(connection, { from, to, ...(within === undefined ? {} : { within }) })
  const [ids, at, value, quality] = (await columnsOf(
    connection,
    `SELECT series, (t // ${width}) * ${width} AS b, arg_max_null(value, t), arg_max(code, t)
     FROM (${readings}) GROUP BY series, t // ${width} ORDER BY series, b`,
  )) as [Float64Array, Float64Array, Float64Array, Float64Array]
  return {
    length: ids.length,
    names: db.names,
    point: Uint32Array.from(ids),
    at,
    value,
    quality: Uint8Array.from(quality),
  }
}
