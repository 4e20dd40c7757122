import type { DuckDBConnection } from '@duckdb/node-api'
import { intervalFor } from '../ladder.ts'
import { CELL_COLUMNS, type Course, cellsOfReadings, courseOfCells } from './cells.ts'
import { columnsOf } from './columns.ts'
import type { Request } from './protocol.ts'
import { sourceOf } from './source.ts'
import { type Database, readMark } from './tables.ts'
import { cellSource, finestWidth } from './tiers.ts'

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
  const readingsFrom = (await readMark(connection, 'readings_from')) ?? Number.NEGATIVE_INFINITY
  const finest = px === undefined ? 0 : await finestWidth(connection, known, from, readingsFrom)
  const width = px === undefined ? 0 : Math.max(finest, intervalFor(to - from, px))
  const raw =
    px === undefined
      ? known
      : finest > 0
        ? []
        : await fewReadings(connection, known, from, to, px * RAW_PER_PX)
  const reduced = known.filter(id => !raw.includes(id))
  const asKnown = asKnownAt === undefined ? {} : { asKnownAt }
  const courses = new Map<number, Course>()
  if (raw.length > 0) {
    const source = await sourceOf(connection, { series: raw, from, to, ...asKnown })
    for (const [id, course] of await rawCourses(connection, source)) courses.set(id, course)
  }
  if (reduced.length > 0) {
    const cells =
      asKnownAt === undefined
        ? await cellSource(connection, reduced, from, to, width)
        : cellsOfReadings(await sourceOf(connection, { series: reduced, from, to, asKnownAt }), width)
    for (const [id, course] of await reducedCourses(connection, cells)) courses.set(id, course)
  }
  return {
    interval: reduced.length === 0 ? 0 : width,
    series: points.map((point, i) => ({
      point,
      mode: reduced.includes(ids[i]!) ? 'm4' : 'raw',
      ...(courses.get(ids[i]!) ?? nothing()),
    })),
  }
}

/** The series with at most `most` readings in the window. Counts no further than it must. */
async function fewReadings(
  connection: DuckDBConnection,
  ids: number[],
  from: number,
  to: number,
  most: number,
) {
  const few: number[] = []
  for (const id of ids) {
    const where = `series = ${id} AND t >= ${Math.ceil(from)} AND t < ${Math.ceil(to)}`
    const rows = ['sealed', 'reading', 'late']
      .map(table => `SELECT 1 FROM ${table} WHERE ${where}`)
      .join(' UNION ALL ')
    const [count] = await columnsOf(connection, `SELECT count(*)::DOUBLE FROM (${rows} LIMIT ${most + 1})`)
    if (count![0]! <= most) few.push(id)
  }
  return few
}

/** Slices of columns that are ordered by the series in the first of them. */
function* slicesBySeries(series: Float64Array): Generator<[id: number, from: number, to: number]> {
  for (let from = 0; from < series.length; ) {
    let to = from
    while (to < series.length && series[to] === series[from]) to++
    yield [series[from]!, from, to]
    from = to
  }
}

async function coursesIn(
  connection: DuckDBConnection,
  sql: string,
  make: (columns: Float64Array[], from: number, to: number) => Course,
): Promise<[number, Course][]> {
  const [series, ...columns] = (await columnsOf(connection, sql)) as [Float64Array, ...Float64Array[]]
  return [...slicesBySeries(series)].map(([id, from, to]) => [id, make(columns, from, to)])
}

function rawCourses(connection: DuckDBConnection, source: string): Promise<[number, Course][]> {
  const sql = `SELECT series::DOUBLE, t::DOUBLE, value, code::DOUBLE FROM (${source}) ORDER BY series, t`
  return coursesIn(connection, sql, ([t, value, code], from, to) => ({
    at: t!.slice(from, to),
    value: value!.slice(from, to),
    quality: Uint8Array.from(code!.subarray(from, to)),
    rawCount: to - from,
  }))
}

function reducedCourses(connection: DuckDBConnection, cells: string): Promise<[number, Course][]> {
  const columns = CELL_COLUMNS.map(name => `${name}::DOUBLE`).join(', ')
  const sql = `SELECT series::DOUBLE, ${columns} FROM (${cells}) ORDER BY series, t`
  return coursesIn(connection, sql, courseOfCells)
}
