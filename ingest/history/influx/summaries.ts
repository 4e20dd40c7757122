import type { Steps, Summaries, SummaryQuery } from '../history.ts'
import type { Course } from '../merge.ts'
import { LATE_READING, READING } from './line.ts'
import { columnsIn, coursesIn, during } from './reader.ts'
import type { InfluxServer } from './server.ts'

type Row = [point: string, at: number, count: number, good: number, mean: number, min: number, max: number]

/** Codes below this are good. */
const NOT_GOOD = 64

/** By the server; where late or corrected readings lie in the window, of the readings that count, here. */
export async function summariesIn(server: InfluxServer, query: SummaryQuery): Promise<Summaries> {
  const { points, from, to, width, signal } = query
  const window = { from, to, ...(points ? { points } : {}) }
  const late = await columnsIn(server, LATE_READING, window, signal)
  const touched = [...late.keys()]
  const rows = (await byServer(server, query)).filter(([point]) => !late.has(point))
  if (touched.length > 0) {
    const courses = await coursesIn(server, { points: touched, from, to }, undefined, signal)
    for (const [point, course] of courses) rows.push(...ofCourse(point, course, width))
  }
  return asColumns(rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1])))
}

async function byServer(
  server: InfluxServer,
  { points, from, to, width, signal }: SummaryQuery,
): Promise<Row[]> {
  const where = during({ from, to, ...(points ? { points } : {}) })
  const by = `GROUP BY time(${width}ms), "point" fill(none)`
  const all = await server.query(
    `SELECT count("q"), mean("v"), min("v"), max("v") FROM "${READING}" WHERE ${where} ${by}`,
    signal,
  )
  const good = await server.query(
    `SELECT count("q") FROM "${READING}" WHERE ${where} AND "q" < ${NOT_GOOD} ${by}`,
    signal,
  )
  const goodAt = new Map(
    good.flatMap(({ tags, values }) =>
      values.map(([at, n]) => [`${tags!.point} ${at}`, n as number] as const),
    ),
  )
  return all.flatMap(({ tags, values }) =>
    (values as (number | null)[][])
      .filter(([, count]) => count)
      .map(([at, count, mean, min, max]): Row => {
        const none = Number.NaN
        const n = goodAt.get(`${tags!.point} ${at}`) ?? 0
        return [tags!.point!, at!, count!, n, mean ?? none, min ?? none, max ?? none]
      }),
  )
}

function ofCourse(point: string, { at, value, quality }: Course, width: number): Row[] {
  const rows: Row[] = []
  for (let from = 0; from < at.length; ) {
    const bucket = Math.floor(at[from]! / width)
    let [to, good, valued, sum] = [from, 0, 0, 0]
    let [min, max] = [Number.NaN, Number.NaN]
    for (; to < at.length && Math.floor(at[to]! / width) === bucket; to++) {
      if (quality[to]! < NOT_GOOD) good++
      const v = value[to]!
      if (Number.isNaN(v)) continue
      valued++
      sum += v
      if (!(min <= v)) min = v
      if (!(max >= v)) max = v
    }
    rows.push([point, bucket * width, to - from, good, valued === 0 ? Number.NaN : sum / valued, min, max])
    from = to
  }
  return rows
}

function asColumns(rows: readonly Row[]): Summaries {
  const names = [...new Set(rows.map(([point]) => point))]
  const index = new Map(names.map((name, i) => [name, i]))
  const column = (i: 1 | 2 | 3 | 4 | 5 | 6) => Float64Array.from(rows, row => row[i])
  return {
    length: rows.length,
    names,
    point: Uint32Array.from(rows, ([point]) => index.get(point)!),
    at: column(1),
    count: column(2),
    good: column(3),
    mean: column(4),
    min: column(5),
    max: column(6),
  }
}

/** Of how many intervals each point has a good reading; late ones fill intervals too. */
export async function coverageIn(
  server: InfluxServer,
  points: readonly string[],
  from: number,
  to: number,
  width: number,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const filled = new Map<string, Set<number>>()
  for (const measurement of [READING, LATE_READING]) {
    const where = `${during({ points, from, to })} AND "q" < ${NOT_GOOD}`
    const found = await server.query(
      `SELECT count("q") FROM "${measurement}" WHERE ${where} GROUP BY time(${width}ms), "point" fill(none)`,
      signal,
    )
    for (const { tags, values } of found) {
      const intervals = filled.get(tags!.point!) ?? new Set()
      for (const [at, count] of values) if (count) intervals.add(at as number)
      filled.set(tags!.point!, intervals)
    }
  }
  return new Map([...filled].map(([point, intervals]) => [point, intervals.size]))
}

/** The last reading of each interval of courses. */
export function stepsOf(courses: Map<string, Course>, width: number): Steps {
  const names = [...courses.keys()].sort()
  const rows: [point: number, at: number, value: number, quality: number][] = []
  for (const [point, name] of names.entries()) {
    const { at, value, quality } = courses.get(name)!
    for (let i = 0; i < at.length; i++) {
      const bucket = Math.floor(at[i]! / width)
      if (i + 1 < at.length && Math.floor(at[i + 1]! / width) === bucket) continue
      rows.push([point, bucket * width, value[i]!, quality[i]!])
    }
  }
  return {
    length: rows.length,
    names,
    point: Uint32Array.from(rows, row => row[0]),
    at: Float64Array.from(rows, row => row[1]),
    value: Float64Array.from(rows, row => row[2]),
    quality: Uint8Array.from(rows, row => row[3]),
  }
}
