import type { DuckDBConnection } from '@duckdb/node-api'

export interface Window {
  /** Series ids; absent: all. */
  series?: readonly number[]
  from: number
  to: number
  asKnownAt?: number
  /** Received at most this long after it was measured. */
  within?: number
}

/** SQL condition of a window. Numbers only, so nothing needs quoting. */
export function conditionOf({ series, from, to, asKnownAt, within }: Window): string {
  const parts = [`t >= ${Math.ceil(from)}`, `t < ${Math.ceil(to)}`]
  if (series) parts.push(among(series))
  if (asKnownAt !== undefined) parts.push(`received <= ${Math.floor(asKnownAt)}`)
  if (within !== undefined) parts.push(`received <= t + ${Math.floor(within)}`)
  return parts.join(' AND ')
}

export function among(series: readonly number[]): string {
  if (series.length === 0) return 'false'
  // Ids are given in the order of points: most long lists are a whole range, which costs far less to look for.
  const [first, last] = series.reduce(
    ([low, high], id) => [Math.min(low, id), Math.max(high, id)],
    [series[0]!, series[0]!],
  )
  if (last - first + 1 === new Set(series).size) return `series BETWEEN ${first} AND ${last}`
  return `series IN (${series.join(',')})`
}

const ROW = 'series, t, value, code'

/**
 * SQL of the readings that count in a window, as (series, t, value, code): the newest version of each point and
 * time, out of what had been received by `asKnownAt`.
 */
export async function sourceOf(connection: DuckDBConnection, window: Window): Promise<string> {
  const where = conditionOf(window)
  const main = `SELECT ${ROW} FROM sealed WHERE ${where} UNION ALL SELECT ${ROW} FROM reading WHERE ${where}`
  const newest = window.asKnownAt === undefined && window.within === undefined
  const versions = newest ? ['late'] : ['late', 'revision']
  const looks = versions.map(
    table => `(SELECT count(*) FROM (SELECT 1 FROM ${table} WHERE ${where} LIMIT 1))`,
  )
  const found = await connection.runAndReadAll(`SELECT ${looks.join(' + ')}`)
  if (Number(found.getRowsJS()[0]![0]) === 0) return main
  return newest ? withLate(where) : asKnown(where)
}

/** Late rows are few: what they replace is left out of the many, instead of sorting all versions. */
function withLate(where: string): string {
  const late = `SELECT ${ROW} FROM late WHERE ${where} QUALIFY row_number() OVER (PARTITION BY series, t ORDER BY received DESC, rowid DESC) = 1`
  const untouched = (table: string) =>
    `SELECT ${ROW} FROM ${table} WHERE ${where} AND NOT EXISTS (SELECT 1 FROM late l WHERE l.series = ${table}.series AND l.t = ${table}.t)`
  return `${untouched('sealed')} UNION ALL ${untouched('reading')} UNION ALL ${late}`
}

/** The newest of all versions that were known. */
function asKnown(where: string): string {
  const all = ['sealed', 'reading', 'late', 'revision']
    .map((table, i) => `SELECT ${ROW}, received, ${[2, 1, 3, 0][i]} AS rank FROM ${table} WHERE ${where}`)
    .join(' UNION ALL ')
  return `SELECT ${ROW} FROM (${all}) QUALIFY row_number() OVER (PARTITION BY series, t ORDER BY received DESC, rank DESC) = 1`
}
