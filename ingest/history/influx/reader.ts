import type { Course } from '../merge.ts'
import { type Columns, newestVersions } from '../merge.ts'
import { LATE_READING, READING } from './line.ts'
import type { InfluxServer, QlSeries } from './server.ts'

export const literal = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
export const ms = (at: number) => `${Math.ceil(at)}ms`

export const among = (points: readonly string[] | undefined) =>
  points === undefined ? '' : ` AND (${points.map(point => `"point" = ${literal(point)}`).join(' OR ')})`

export interface Window {
  points?: readonly string[]
  from: number
  to: number
}

export const during = ({ points, from, to }: Window) =>
  `time >= ${ms(from)} AND time < ${ms(to)}${among(points)}`

export async function countReadings(
  server: InfluxServer,
  window: Window,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const found = await server.query(
    `SELECT count("q") FROM "${READING}" WHERE ${during(window)} GROUP BY "point"`,
    signal,
  )
  return new Map(found.map(({ tags, values }) => [tags!.point!, values[0]![1] as number]))
}

/** Every version of a window's readings from one measurement, by point. */
export async function columnsIn(
  server: InfluxServer,
  measurement: typeof READING | typeof LATE_READING,
  window: Window,
  signal?: AbortSignal,
): Promise<Map<string, Columns>> {
  const found = await server.query(
    `SELECT "v", "q", "r" FROM "${measurement}" WHERE ${during(window)} GROUP BY "point"`,
    signal,
  )
  return new Map(found.map(series => [series.tags!.point!, columnsOf(series)]))
}

const NO_COLUMNS: Columns = {
  at: new Float64Array(),
  value: new Float64Array(),
  quality: new Uint8Array(),
  received: new Float64Array(),
}

/** The readings that count, by point. */
export async function coursesIn(
  server: InfluxServer,
  window: Window,
  asKnownAt?: number,
  signal?: AbortSignal,
  within?: number,
): Promise<Map<string, Course>> {
  const [main, late] = await Promise.all([
    columnsIn(server, READING, window, signal),
    columnsIn(server, LATE_READING, window, signal),
  ])
  const points = new Set([...main.keys(), ...late.keys()])
  return new Map(
    [...points].map(point => [
      point,
      newestVersions(main.get(point) ?? NO_COLUMNS, late.get(point) ?? NO_COLUMNS, asKnownAt, within),
    ]),
  )
}

function columnsOf({ values }: QlSeries): Columns {
  const n = values.length
  const columns: Columns = {
    at: new Float64Array(n),
    value: new Float64Array(n),
    quality: new Uint8Array(n),
    received: new Float64Array(n),
  }
  for (let i = 0; i < n; i++) {
    const [at, v, q, r] = values[i]! as [number, number | null, number, number]
    columns.at[i] = at
    columns.value[i] = v ?? Number.NaN
    columns.quality[i] = q
    columns.received[i] = r
  }
  return columns
}

/**
 * An interval's first, lowest, highest and last value by the server, where the readings are too many to fetch. It
 * does not say when in the interval each was: they are put at its beginning, thirds and end.
 */
export async function reducedByServer(
  server: InfluxServer,
  window: Window,
  width: number,
  signal?: AbortSignal,
): Promise<Map<string, Course>> {
  const picks = 'first("v"), min("v"), max("v"), last("v"), count("q"), max("q")'
  const found = await server.query(
    `SELECT ${picks} FROM "${READING}" WHERE ${during(window)} GROUP BY time(${width}ms), "point" fill(none)`,
    signal,
  )
  return new Map(
    found.map(({ tags, values }) => [tags!.point!, spread(values as (number | null)[][], width)]),
  )
}

function spread(values: (number | null)[][], width: number): Course {
  const at: number[] = []
  const value: number[] = []
  const quality: number[] = []
  let rawCount = 0
  for (const [start, first, low, high, last, count, worst] of values) {
    rawCount += count ?? 0
    for (const [i, v] of [first, low, high, last].entries()) {
      at.push(start! + Math.round((width * i) / 3) - (i === 3 ? 1 : 0))
      value.push(v ?? Number.NaN)
      quality.push(worst ?? 0)
    }
  }
  return {
    at: Float64Array.from(at),
    value: Float64Array.from(value),
    quality: Uint8Array.from(quality),
    rawCount,
  }
}
