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
})
interface Params {
  points: string
  from: string
  to: string
  interval: number
}

/** GET /statistics: count, share of good readings, mean, lowest and highest of each interval. */
export function statisticsRoutes({ history, site }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: Params }>(
      '/statistics',
      { config: { right: 'view' }, schema: { querystring: Query } },
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
        return { from, to, interval, series: seriesOf(summaries) }
      },
    )
  }
}

const number = (value: number) => (Number.isNaN(value) ? null : value)

/** Rows that are ordered by point as one entry a point. */
export function seriesOf({ length, names, point, at, count, good, mean, min, max }: Summaries) {
  const series = []
  for (let from = 0; from < length; ) {
    let to = from
    while (to < length && point[to] === point[from]) to++
    series.push({
      point: names[point[from]!]!,
      at: Array.from(at.subarray(from, to)),
      count: Array.from(count.subarray(from, to)),
      good: Array.from(good.subarray(from, to)),
      mean: Array.from(mean.subarray(from, to), number),
      min: Array.from(min.subarray(from, to), number),
      max: Array.from(max.subarray(from, to), number),
    })
    from = to
  }
  return series
}
