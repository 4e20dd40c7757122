import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { MINUTE } from '../../model/time.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { inletFlows } from '../detectors/inlet-flows.ts'
import { type InletCourse, nightFlow } from '../night-flow.ts'
import { Day, localDays, timeOfDay } from './days.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone } from './problem.ts'

const WIDTH = 5 * MINUTE
const NIGHT = { from: '02:00', to: '04:00' }
/** Nights of one answer. */
export const MOST_NIGHTS = 400

/** GET /night-flow: a zone's minimum night flow of each local day. */
export function nightFlowRoutes({ history, site }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: { zone: string; from: string; to: string } }>(
      '/night-flow',
      {
        config: { right: 'view' },
        schema: { querystring: Type.Object({ zone: Type.String(), from: Day, to: Day }) },
      },
      async ({ query }, reply) => {
        const zone = site.network.zones.find(({ id }) => id === query.zone)
        if (!zone) throw new HttpProblem(404, 'unknown-zone', `no such zone: ${query.zone}`)
        const { timeZone } = site.config
        const days = localDays(query.from, query.to, timeZone, MOST_NIGHTS)
        const inlets = inletFlows(site, zone)
        const signal = gone(reply)
        const nights = []
        for (const { day } of days) {
          const from = timeOfDay(day, NIGHT.from, timeZone)
          const to = timeOfDay(day, NIGHT.to, timeZone)
          const points = inlets.map(({ point }) => point.id)
          const summaries = await history
            .summaries({ points, from, to, width: WIDTH, signal })
            .catch(error => {
              throw asHttpProblem(error)
            })
          const means = new Map(points.map(point => [point, new Map<number, number>()]))
          for (let i = 0; i < summaries.length; i++) {
            const mean = summaries.mean[i]!
            if (!Number.isNaN(mean))
              means.get(summaries.names[summaries.point[i]!]!)?.set(summaries.at[i]!, mean)
          }
          const courses = inlets.map(
            ({ point, sign }): InletCourse => ({ sign, means: means.get(point.id)! }),
          )
          nights.push({ day, ...nightFlow(courses, from, to, WIDTH) })
        }
        return {
          zone: zone.id,
          unit: 'm3/h',
          between: NIGHT,
          inlets: inlets.map(({ point, sign }) => ({ point: point.id, sign })),
          nights,
        }
      },
    )
  }
}
