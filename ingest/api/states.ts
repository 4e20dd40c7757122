import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone, instantOf, lookBackOf, When } from './problem.ts'

const Query = Type.Object({
  at: When,
  /** then: as it was known at that moment. now: with what came later. */
  known: Type.Unsafe<'then' | 'now'>({ type: 'string', enum: ['then', 'now'], default: 'then' }),
})

/** GET /states: the last reading of every point before a moment, for the map of that moment. */
export function stateRoutes({ history, site }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: { at: string; known: 'then' | 'now' } }>(
      '/states',
      { config: { right: 'view' }, schema: { querystring: Query } },
      async ({ query }, reply) => {
        const at = instantOf(query.at, 'at')
        const lookBack = lookBackOf(site)
        const values = await history
          .states(at, lookBack, query.known === 'now' ? undefined : at, gone(reply))
          .catch(error => {
            throw asHttpProblem(error)
          })
        return { at, known: query.known, values }
      },
    )
  }
}
