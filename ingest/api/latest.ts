import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import type { ApiParts } from './parts.ts'
import { List, listOf } from './problem.ts'

const Query = Type.Object({ points: Type.Optional(List) })

/** GET /latest: the newest reading of each point. */
export function latestRoutes({ latest, time }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: { points?: string } }>(
      '/latest',
      { config: { right: 'view' }, schema: { querystring: Query } },
      async ({ query }) => ({
        now: time.now(),
        values:
          query.points === undefined
            ? latest.all()
            : listOf(query.points).flatMap(point => {
                const value = latest.get(point)
                return value ? [value] : []
              }),
      }),
    )
  }
}
