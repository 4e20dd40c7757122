import type { DuckDBConnection } from '@duckdb/node-api'
import { intervalFor } from '../ladder.ts'
import { columnsOf } from './columns.ts'
import type { Request } from './protocol.ts'
import { type Course, reduceSeries } from './reduce.ts'
import { sourceOf } from './source.ts'
import type { Database } from './tables.ts'

/** Fewer readings than this many a pixel are sent as they are. */
const RAW_PER_PX = 4

export interface ReducedSeries {
  interval: number
  series: ({ point: string; mode: 'raw' | 'm4' } & Course)[]
}

const nothing = (): Course => ({
  at: new Float64Array(),
  value: new Float64Array(),
  quality: new Uint8Array(),
  rawCount: 0,
})

/** The courses of the asked points, reduced to the asked width where there are more readings than it can show. */
export async function readSeries(
  db: Database,
  connection: DuckDBConnection,
  { points, from, to, px, asKnownAt }: Extract<Request, { op: 'series' }>,
): Promise<ReducedSeries> {
  const ids = points.map(point => db.series.get(point))
  const known = ids.filter(id => id !== undefined)
  const window = { series: known, from, to, ...(asKnownAt === undefined ? {} : { asKnownAt }) }
  const source = await sourceOf(connection, window)
  const counts = px === undefined ? new Map<number, number>() : await countsOf(connection, source)
  const raw = known.filter(id => px === undefined || (counts.get(id) ?? 0) <= px * RAW_PER_PX)
  const reduced = known.filter(id => !raw.includes(id))
  const width = px === undefined ? 0 : intervalFor(to - from, px)
  const courses = new Map([
    ...(await rawSeries(connection, `SELECT * FROM (${source}) WHERE ${among(raw)}`)),
    ...(reduced.length === 0
      ? []
      : await reduceSeries(connection, `SELECT * FROM (${source}) WHERE ${among(reduced)}`, width)),
  ])
  return {
    interval: reduced.length === 0 ? 0 : width,
    series: points.map((point, i) => ({
      point,
      mode: reduced.includes(ids[i]!) ? 'm4' : 'raw',
      ...(courses.get(ids[i]!) ?? nothing()),
    })),
  }
}

const among = (ids: number[]) => (ids.length === 0 ? 'false' : `series IN (${ids.join(',')})`)

async function countsOf(connection: DuckDBConnection, source: string): Promise<Map<number, number>> {
  const [series, count] = (await columnsOf(
    connection,
    `SELECT series::DOUBLE, count(*)::DOUBLE FROM (${source}) GROUP BY series`,
  )) as [Float64Array, Float64Array]
  return new Map(Array.from(series, (id, i) => [id, count[i]!]))
}

async function rawSeries(connection: DuckDBConnection, source: string): Promise<Map<number, Course>> {
  const [series, t, value, code] = (await columnsOf(
    connection,
    `SELECT series::DOUBLE, t::DOUBLE, value, code::DOUBLE FROM (${source}) ORDER BY series, t`,
  )) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const courses = new Map<number, Course>()
  for (let from = 0; from < series.length; ) {
    let to = from
    while (to < series.length && series[to] === series[from]) to++
    courses.set(series[from]!, {
      at: t.slice(from, to),
      value: value.slice(from, to),
      quality: Uint8Array.from(code.subarray(from, to)),
      rawCount: to - from,
    })
    from = to
  }
  return courses
}
