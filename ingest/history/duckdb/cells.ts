/**
 * A cell sums up the readings of one series in one interval: how many, how many good ones, how many with a value and
 * their sum, and five readings of it with time, value and code: the first, the lowest, the highest, the last and the worst in quality.
 * Cells of short intervals make up cells of longer ones without loss.
 */
export const CELL_COLUMNS = [
  ...['n', 'gn', 'vn', 'vs'],
  ...['t0', 'v0', 'c0'],
  ...['tl', 'vl', 'cl'],
  ...['th', 'vh', 'ch'],
  ...['t1', 'v1', 'c1'],
  ...['tw', 'vw', 'cw'],
] as const

const TYPES: Record<string, string> = { n: 'INTEGER', t: 'BIGINT', v: 'DOUBLE', c: 'UTINYINT' }

/** Columns of a table of cells. */
export const CELL_TABLE = [
  'series INTEGER',
  't BIGINT',
  ...CELL_COLUMNS.map(name => `${name} ${name.endsWith('n') ? 'INTEGER' : TYPES[name[0]!]}`),
].join(', ')

const FROM_READINGS = [
  ...['count(*)', 'count(*) FILTER (code < 64)', 'count(value)', 'sum(value)'],
  ...['min(t)', 'arg_min_null(value, t)', 'arg_min(code, t)'],
  ...['arg_min(t, value)', 'min(value)', 'arg_min(code, value)'],
  ...['arg_max(t, value)', 'max(value)', 'arg_max(code, value)'],
  ...['max(t)', 'arg_max_null(value, t)', 'arg_max(code, t)'],
  ...['arg_max(t, code)', 'arg_max_null(value, code)', 'max(code)'],
]

const FROM_CELLS = [
  ...['sum(n)', 'sum(gn)', 'sum(vn)', 'sum(vs)'],
  ...['min(t0)', 'arg_min_null(v0, t0)', 'arg_min(c0, t0)'],
  ...['arg_min(tl, vl)', 'min(vl)', 'arg_min(cl, vl)'],
  ...['arg_max(th, vh)', 'max(vh)', 'arg_max(ch, vh)'],
  ...['max(t1)', 'arg_max_null(v1, t1)', 'arg_max(c1, t1)'],
  ...['arg_max(tw, cw)', 'arg_max_null(vw, cw)', 'max(cw)'],
]

const named = (expressions: readonly string[]) =>
  expressions.map((expression, i) => `${expression} AS ${CELL_COLUMNS[i]}`).join(', ')

/** SQL of the cells of `width` ms over readings as (series, t, value, code). */
export const cellsOfReadings = (source: string, width: number) =>
  `SELECT series, (t // ${width}) * ${width} AS t, ${named(FROM_READINGS)} FROM (${source}) GROUP BY series, t // ${width}`

/** SQL of the cells of `width` ms over shorter cells. */
export const cellsOfCells = (source: string, width: number) =>
  `SELECT series, (t // ${width}) * ${width} AS t, ${named(FROM_CELLS)} FROM (${source}) GROUP BY series, t // ${width}`

export interface Course {
  at: Float64Array
  value: Float64Array
  quality: Uint8Array
  rawCount: number
}

/** The first column of the kept readings. */
const FIRST = 4
/** Readings in a cell that are kept. */
const KEPT = 5

/** The kept readings of a series' cells `from`…`to`, in order of time; columns as CELL_COLUMNS. */
export function courseOfCells(columns: readonly Float64Array[], from: number, to: number): Course {
  const at = new Float64Array((to - from) * KEPT)
  const value = new Float64Array(at.length)
  const quality = new Uint8Array(at.length)
  const order = [0, 1, 2, 3, 4]
  let n = 0
  let rawCount = 0
  for (let row = from; row < to; row++) {
    rawCount += columns[0]![row]!
    const first = n
    const time = (kept: number) => columns[FIRST + kept * 3]![row]!
    order.sort((a, b) => time(a) - time(b))
    for (const kept of order) {
      const t = time(kept)
      if (Number.isNaN(t) || (n > first && at[n - 1] === t)) continue
      at[n] = t
      value[n] = columns[FIRST + 1 + kept * 3]![row]!
      quality[n] = columns[FIRST + 2 + kept * 3]![row]!
      n++
    }
  }
  return { at: at.slice(0, n), value: value.slice(0, n), quality: quality.slice(0, n), rawCount }
}
