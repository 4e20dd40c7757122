import type { DuckDBConnection } from '@duckdb/node-api'
import { DAY } from '../../../model/time.ts'
import { cellsOfCells, cellsOfReadings } from './cells.ts'
import { columnsOf } from './columns.ts'
import { among, sourceOf } from './source.ts'
import { TIERS, tierTable } from './tables.ts'

interface Span {
  from: number
  to: number
}

/** Days of each series that a tier covers and no late reading has touched since, ascending. */
async function coveredDays(
  connection: DuckDBConnection,
  tier: number,
  where: string,
): Promise<Map<number, number[]>> {
  const days = (table: string) => `SELECT DISTINCT series, t // ${DAY} AS day FROM ${table} WHERE ${where}`
  const [series, day] = (await columnsOf(
    connection,
    `SELECT series, day FROM (${days(tierTable(tier))} EXCEPT ${days('late')}) ORDER BY series, day`,
  )) as [Float64Array, Float64Array]
  const covered = new Map<number, number[]>()
  for (const [i, id] of series.entries()) {
    const list = covered.get(id)
    if (list) list.push(day[i]!)
    else covered.set(id, [day[i]!])
  }
  return covered
}

/** What is left of `all` without these days, of which only what lies in `inner` counts. */
function without(days: readonly number[], all: Span, inner: Span): Span[] {
  const spans: Span[] = []
  let at = all.from
  for (const day of days) {
    const from = Math.max(day * DAY, inner.from)
    const to = Math.min((day + 1) * DAY, inner.to)
    if (from > at) spans.push({ from: at, to: from })
    at = Math.max(at, to)
  }
  if (at < all.to) spans.push({ from: at, to: all.to })
  return spans
}

/**
 * Parts a window into SQL of the cells that a tier has and of the readings for the rest: recent days, slow points,
 * the ends of the window, days with late readings. Each part says its series and times itself, because a scan that
 * first has to look whether it is needed has already cost what it would save.
 */
export async function tierParts(
  connection: DuckDBConnection,
  series: readonly number[],
  from: number,
  to: number,
  tier: number | undefined,
): Promise<{ cells: string[]; readings: string }> {
  const inner = tier
    ? { from: Math.ceil(from / tier) * tier, to: Math.floor(to / tier) * tier }
    : { from, to: from }
  if (!tier || inner.from >= inner.to)
    return { cells: [], readings: await sourceOf(connection, { series, from, to }) }
  const where = `${among(series)} AND t >= ${inner.from} AND t < ${inner.to}`
  const covered = await coveredDays(connection, tier, where)
  const alike = new Map<string, { spans: Span[]; days: number[]; series: number[] }>()
  for (const id of series) {
    const days = covered.get(id) ?? []
    const key = days.join()
    const group = alike.get(key)
    if (group) group.series.push(id)
    else alike.set(key, { spans: without(days, { from, to }, inner), days, series: [id] })
  }
  const cells: string[] = []
  const readings: string[] = []
  for (const { spans, days, series } of alike.values()) {
    for (const span of spans) readings.push(await sourceOf(connection, { series, ...span }))
    if (days.length === 0) continue
    const list = days.join()
    cells.push(
      `SELECT * FROM ${tierTable(tier)} WHERE ${among(series)} AND t >= ${inner.from} AND t < ${inner.to} AND t // ${DAY} IN (${list})`,
    )
  }
  return { cells, readings: readings.join(' UNION ALL ') || EMPTY }
}

const EMPTY = 'SELECT series, t, value, code FROM reading WHERE false'

/** SQL of the cells of `width` ms of some series, out of the coarsest tier that fits and the readings beside it. */
export async function cellSource(
  connection: DuckDBConnection,
  series: readonly number[],
  from: number,
  to: number,
  width: number,
): Promise<string> {
  const tier = TIERS.filter(tier => width % tier === 0).at(-1)
  const { cells, readings } = await tierParts(connection, series, from, to, tier)
  if (cells.length === 0) return cellsOfReadings(readings, width)
  return cellsOfCells([...cells, cellsOfReadings(readings, width)].join(' UNION ALL '), width)
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
