import type { DuckDBConnection } from '@duckdb/node-api'
import type { LiveValue } from '../../../model/live.ts'
import { type Rows, rowsFor } from '../../rows.ts'
import { columnsOf } from './columns.ts'
import type { Request } from './protocol.ts'
import { sourceOf } from './source.ts'
import type { Database } from './tables.ts'

/** Newest reading of every point, of those that came in their time. */
export async function latestValues(db: Database, connection: DuckDBConnection): Promise<LiveValue[]> {
  return liveValues(
    db,
    await columnsOf(
      connection,
      `SELECT series, max(t), arg_max_null(value, t), arg_max(code, t)
       FROM (SELECT series, t, value, code FROM reading UNION ALL SELECT series, t, value, code FROM late WHERE live
             UNION ALL SELECT series, t, value, code FROM newest)
       GROUP BY series`,
    ),
  )
}

/** The last reading of each point before a moment, of what was known then. */
export async function statesAt(
  db: Database,
  connection: DuckDBConnection,
  { at, lookBack, asKnownAt }: Extract<Request, { op: 'states' }>,
): Promise<LiveValue[]> {
  const window = { from: at - lookBack, to: at, ...(asKnownAt === undefined ? {} : { asKnownAt }) }
  const source = await sourceOf(connection, window)
  return liveValues(
    db,
    await columnsOf(
      connection,
      `SELECT series, max(t), arg_max_null(value, t), arg_max(code, t) FROM (${source}) GROUP BY series`,
    ),
  )
}

function liveValues(db: Database, columns: Float64Array[]): LiveValue[] {
  const [series, t, value, code] = columns as [Float64Array, Float64Array, Float64Array, Float64Array]
  return Array.from(series, (id, i) => [
    db.names[id]!,
    t[i]!,
    Number.isNaN(value[i]!) ? null : value[i]!,
    code[i]!,
  ])
}

/** All readings of a window in device-time order. */
export async function readingBlock(
  db: Database,
  connection: DuckDBConnection,
  { from, to, points }: Extract<Request, { op: 'readings' }>,
): Promise<Rows> {
  const series = points?.map(point => db.series.get(point)).filter(id => id !== undefined)
  const source = await sourceOf(connection, { from, to, ...(series ? { series } : {}) })
  const [ids, t, value, code] = (await columnsOf(
    connection,
    `SELECT series::DOUBLE, t::DOUBLE, value, code::DOUBLE FROM (${source}) ORDER BY t, series`,
  )) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const rows = rowsFor(0)
  return {
    ...rows,
    length: t.length,
    names: db.names,
    point: Uint32Array.from(ids),
    at: t,
    value,
    code: Uint8Array.from(code),
    received: t.slice(),
    flags: new Uint8Array(t.length),
  }
}
