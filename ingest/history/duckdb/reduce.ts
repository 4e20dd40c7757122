import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from './columns.ts'

/**
 * M4 (first, lowest, highest, last of each interval) plus the worst quality, so that neither a spike nor a bad
 * stretch can vanish between two pixels.
 */
const M4 = [
  'min(t)::DOUBLE',
  'arg_min_null(value, t)',
  'arg_min(code, t)::DOUBLE',
  'arg_min(t, value)::DOUBLE',
  'min(value)',
  'arg_min(code, value)::DOUBLE',
  'arg_max(t, value)::DOUBLE',
  'max(value)',
  'arg_max(code, value)::DOUBLE',
  'arg_max(t, code)::DOUBLE',
  'arg_max_null(value, code)',
  'max(code)::DOUBLE',
  'max(t)::DOUBLE',
  'arg_max_null(value, t)',
  'arg_max(code, t)::DOUBLE',
]
const GROUPS = 5

export interface Course {
  at: Float64Array
  value: Float64Array
  quality: Uint8Array
  rawCount: number
}

/** The courses of series in intervals of `width` ms, from readings as (series, t, value, code). */
export async function reduceSeries(
  connection: DuckDBConnection,
  source: string,
  width: number,
): Promise<Map<number, Course>> {
  const sql = `SELECT series::DOUBLE, count(*)::DOUBLE, ${M4.join(', ')} FROM (${source}) GROUP BY series, t // ${width} ORDER BY series, t // ${width}`
  const columns = await columnsOf(connection, sql)
  const [series, count, ...m4] = columns as [Float64Array, Float64Array, ...Float64Array[]]
  const courses = new Map<number, Course>()
  for (let from = 0; from < series.length; ) {
    let to = from
    while (to < series.length && series[to] === series[from]) to++
    courses.set(series[from]!, expand(count, m4, from, to))
    from = to
  }
  return courses
}

function expand(count: Float64Array, m4: Float64Array[], from: number, to: number): Course {
  const at = new Float64Array((to - from) * GROUPS)
  const value = new Float64Array(at.length)
  const quality = new Uint8Array(at.length)
  let n = 0
  let rawCount = 0
  for (let row = from; row < to; row++) {
    rawCount += count[row]!
    const first = n
    const order = [0, 1, 2, 3, 4]
      .filter(group => !Number.isNaN(m4[group * 3]![row]!))
      .sort((a, b) => m4[a * 3]![row]! - m4[b * 3]![row]!)
    for (const group of order) {
      const t = m4[group * 3]![row]!
      if (n > first && at[n - 1] === t) continue
      at[n] = t
      value[n] = m4[group * 3 + 1]![row]!
      quality[n] = m4[group * 3 + 2]![row]!
      n++
    }
  }
  return { at: at.slice(0, n), value: value.slice(0, n), quality: quality.slice(0, n), rawCount }
}
