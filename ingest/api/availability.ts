import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import type { Point } from '../../model/point.ts'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { Day, type LocalDay, localDays } from './days.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone } from './problem.ts'

/** Intervals a day is judged by; a point's is the shortest that holds three of its periods. */
const INTERVALS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, DAY]

export const intervalOf = ({ period }: Pick<Point, 'period'>) =>
  INTERVALS.find(interval => interval >= 3 * period) ?? DAY

/**
 * GET /availability: the share of a local day in which each point had good readings, judged in intervals of three
 * periods (24 h continuity duty, JN-WQ-04). A day that is not over is judged up to now.
 */
export function availabilityRoutes({ history, site, time }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: { day: string; zone?: string } }>(
      '/availability',
      {
        config: { right: 'view' },
        schema: { querystring: Type.Object({ day: Day, zone: Type.Optional(Type.String()) }) },
      },
      async ({ query: { day, zone } }, reply) => {
        const signal = gone(reply)
        const [{ from, to }] = localDays(day, day, site.config.timeZone, 1) as [LocalDay]
        const end = Math.min(to, time.now())
        if (end <= from) throw new HttpProblem(400, 'bad-span', `${day} has not begun`)
        const points = [...site.points.values()].filter(point => zone === undefined || point.zone === zone)
        const shares: { point: string; share: number }[] = []
        for (const interval of INTERVALS) {
          const alike = points.filter(point => intervalOf(point) === interval).map(({ id }) => id)
          if (alike.length === 0) continue
          const filled = await history.coverage(alike, from, end, interval, signal).catch(error => {
            throw asHttpProblem(error)
          })
          const all = Math.max(1, Math.floor((end - from) / interval))
          for (const point of alike)
            shares.push({ point, share: Math.min(1, (filled.get(point) ?? 0) / all) })
        }
        return { day, from, to: end, points: shares }
      },
    )
  }
}
