import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone, spanOf, When } from './problem.ts'

/** Changes of detections in one answer. */
export const MOST_DETECTIONS = 10_000

/** GET /detections: every change of the conditions that stood in a period. */
export function detectionRoutes({ history }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: { from: string; to: string } }>(
      '/detections',
      {
        config: { right: 'view' },
        schema: { querystring: Type.Object({ from: When, to: When }) },
      },
      async ({ query }, reply) => {
        const { from, to } = spanOf(query)
        const most = MOST_DETECTIONS + 1
        const detections = await history.detections(from, to, gone(reply), most).catch(error => {
          throw asHttpProblem(error)
        })
        return {
          from,
          to,
          truncated: detections.length > MOST_DETECTIONS,
          detections: detections.slice(-MOST_DETECTIONS),
        }
      },
    )
  }
}
