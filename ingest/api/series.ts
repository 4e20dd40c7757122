import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { gapsIn } from '../history/gaps.ts'
import type { Series, SeriesAnswer } from '../history/history.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone, instantOf, knownPoints, List, spanOf, When } from './problem.ts'

/** Limits of one question; beyond, the answer says so and nothing is computed. */
export const MOST_SERIES = 8
export const MOST_PX = 4_000

const Query = Type.Object({
  points: List,
  from: When,
  to: When,
  px: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_PX })),
  asKnownAt: Type.Optional(When),
})
interface SeriesParams {
  points: string
  from: string
  to: string
  px?: number
  asKnownAt?: string
}

/** GET /series: the course of points, reduced on the server to what the drawing can show. */
export function seriesRoutes({ history, site }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: SeriesParams }>(
      '/series',
      { config: { right: 'view' }, schema: { querystring: Query } },
      async ({ query }, reply) => {
        const points = knownPoints(site, query.points, MOST_SERIES)
        const { from, to } = spanOf(query)
        const answer = await history
          .series({
            points,
            from,
            to,
            px: query.px ?? 1_200,
            ...(query.asKnownAt === undefined ? {} : { asKnownAt: instantOf(query.asKnownAt, 'asKnownAt') }),
            signal: gone(reply),
          })
          .catch(error => {
            throw asHttpProblem(error)
          })
        return {
          from,
          to,
          interval: answer.interval,
          series: answer.series.map(series => told(series, site.points.get(series.point)!.period, answer)),
        }
      },
    )
  }
}

function told(series: Series, period: number, { from, to, interval }: SeriesAnswer) {
  return {
    point: series.point,
    mode: series.mode,
    at: Array.from(series.at),
    // JSON has no NaN
    value: Array.from(series.value, value => (Number.isNaN(value) ? null : value)),
    quality: Array.from(series.quality),
    rawCount: series.rawCount,
    gaps: gapsIn(series.at, from, to, 3 * period, series.mode === 'm4' ? interval : 0),
  }
}
