import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { MINUTE } from '../../model/time.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import type { Summaries } from '../history/history.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone, knownPoints, List, spanOf, When } from './problem.ts'

/** Limits of one question. */
export const MOST_POINTS = 1_000
export const MOST_ROWS = 500_000

const Query = Type.Object({
  points: List,
  from: When,
  to: When,
  /** ms */
  interval: Type.Integer({ minimum: MINUTE, multipleOf: MINUTE }),
  /** Of `count`, `good`, `mean`, `min` and `max` those that are wanted, separated by commas; all when left out. */
  fields: Type.Optional(Type.String({ pattern: '^(count|good|mean|min|max)(,(count|good|mean|min|max))*$' })),
})
interface Params {
  points: string
  from: string
  to: string
  interval: number
  fields?: string
}

const FIELDS = ['count', 'good', 'mean', 'min', 'max'] as const
type Field = (typeof FIELDS)[number]

/** GET /statistics: count, share of good readings, mean, lowest and highest of each interval. */
export function statisticsRoutes({ history, site }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: Params }>(
      '/statistics',
      { config: { right: 'view' }, compress: FAST, schema: { querystring: Query } },
      async (request, reply) => {
        const { interval } = request.query
        const points = knownPoints(site, request.query.points, MOST_POINTS)
        const { from, to } = spanOf(request.query)
        const rows = points.length * Math.ceil((to - from) / interval)
        if (rows > MOST_ROWS)
          throw new HttpProblem(
            400,
            'too-much',
            `${points.length} points in intervals of ${interval} ms are ${rows} rows; at most ${MOST_ROWS}: ask for a longer interval or fewer points`,
          )
        const signal = gone(reply)
        const summaries = await history
          .summaries({ points, from, to, width: interval, signal })
          .catch(error => {
            throw asHttpProblem(error)
          })
        const wanted = request.query.fields?.split(',')
        const fields = FIELDS.filter(field => wanted?.includes(field) ?? true)
        reply.type('application/json; charset=utf-8')
        return `{"from":${from},"to":${to},"interval":${interval},"series":${seriesText(summaries, fields)}}`
      },
    )
  }
}

/** A large answer is ready sooner a little larger. */
const FAST = { zlibOptions: { level: 1 } }
/** Means are told to a millionth of their unit: what is beyond is nothing that was measured. */
const FINEST = 1e6

/** JSON of rows that are ordered by point, an entry a point: written at once, because there may be millions of numbers. */
export function seriesText(rows: Summaries, fields: readonly Field[]): string {
  const { length, names, point } = rows
  const series: string[] = []
  let known = { from: 0, to: 0, text: '[]' }
  for (let from = 0; from < length; ) {
    let to = from
    while (to < length && point[to] === point[from]) to++
    // Most points have readings in the same intervals.
    if (!sameTimes(rows.at, known, from, to)) known = { from, to, text: listText(rows.at, from, to, 0) }
    const columns = fields.map(
      field => `,"${field}":${listText(rows[field], from, to, field === 'mean' ? FINEST : 0)}`,
    )
    series.push(`{"point":${JSON.stringify(names[point[from]!])},"at":${known.text}${columns.join('')}}`)
    from = to
  }
  return `[${series.join()}]`
}

function sameTimes(at: Float64Array, known: { from: number; to: number }, from: number, to: number): boolean {
  if (known.to - known.from !== to - from) return false
  for (let i = 0; i < to - from; i++) if (at[known.from + i] !== at[from + i]) return false
  return true
}

/** @param steps a whole of it is told in so many steps; 0: as it is */
function listText(values: Float64Array, from: number, to: number, steps: number): string {
  // A list of plain numbers, NaN among them, is what JSON is fastest with; NaN becomes null.
  const list = new Array<number>(to - from)
  for (let i = from; i < to; i++)
    list[i - from] = steps === 0 ? values[i]! : Math.round(values[i]! * steps) / steps
  return JSON.stringify(list)
}
