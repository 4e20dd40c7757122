import type { DuckDBConnection } from '@duckdb/node-api'

export interface Window {
  /** Series ids; absent: all. */
  series?: readonly number[]
  from: number
  to: number
  asKnownAt?: number
}

/**
 * SQL of the readings that count in a window, as (series, t, value, code): the newest version of each point and
 * time, out of what had been received by `asKnownAt`. Numbers only, so nothing needs quoting.
 */
export async function sourceOf(connection: DuckDBConnection, window: Window): Promise<string> {
  const where = conditionOf(window)
  const main = `SELECT series, t, value, code FROM reading WHERE ${where}`
  const found = await connection.runAndReadAll(`SELECT 1 FROM late WHERE ${where} LIMIT 1`)
  if (found.currentRowCount === 0) return main
  const late = `SELECT series, t, value, code FROM late WHERE ${where} QUALIFY row_number() OVER (PARTITION BY series, t ORDER BY received DESC, rowid DESC) = 1`
  return `${main} AND NOT EXISTS (SELECT 1 FROM late l WHERE l.series = reading.series AND l.t = reading.t ${
    window.asKnownAt === undefined ? '' : `AND l.received <= ${window.asKnownAt}`
  }) UNION ALL ${late}`
}

function conditionOf({ series, from, to, asKnownAt }: Window): string {
  const parts = [`t >= ${Math.ceil(from)}`, `t < ${Math.ceil(to)}`]
  if (series) parts.push(series.length === 0 ? 'false' : `series IN (${series.join(',')})`)
  if (asKnownAt !== undefined) parts.push(`received <= ${Math.floor(asKnownAt)}`)
  return parts.join(' AND ')
}
