import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { DAY } from '../../model/time.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, instantOf, When } from './problem.ts'

const Query = Type.Object({
  at: When,
  /** then: as it was known at that moment. now: with what came later. */
  known: Type.Unsafe<'then' | 'now'>({ type: 'string', enum: ['then', 'now'], default: 'then' }),
})

/** GET /states: the last reading of every point before a moment, for the map of that moment. */
export function stateRoutes({ history, site }: ApiParts): FastifyPluginAsync {
  const periods = [...site.points.values()].map(({ period }) => 3 * period)
  const lookBack = Math.min(
    DAY,
    periods.reduce((longest, period) => Math.max(longest, period), 0),
  )
  return async app => {
    app.get<{ Querystring: { at: string; known: 'then' | 'now' } }>(
      '/states',
      { config: { right: 'view' }, schema: { querystring: Query } },
      async ({ query }) => {
        const at = instantOf(query.at, 'at')
        const values = await history
          .states(at, lookBack, query.known === 'now' ? undefined : at)
          .catch(error => {
            throw asHttpProblem(error)
          })
        return { at, known: query.known, values }
      },
    )
  }
}
