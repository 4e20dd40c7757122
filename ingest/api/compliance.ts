import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { compliance, LEAST_KNOWN } from '../compliance/compliance.ts'
import { limitsOf } from '../detectors/limits-of.ts'
import { HOLD_PERIODS } from '../holding.ts'
import { Day, localDays } from './days.ts'
import { limitSource } from './limits.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone, knownPoints, List } from './problem.ts'

/** Limits of one question. */
export const MOST_POINTS = 100
export const MOST_DAYS = 31
const MOST_READINGS = 5_000_000

const Query = Type.Object({ points: List, from: Day, to: Day })

/**
 * GET /compliance: how points kept their limits on each local day, what was beyond them for how long, and when people
 * worked on the instrument. Judged by every reading, never by means.
 */
export function complianceRoutes({ history, site, time, rules }: ApiParts): FastifyPluginAsync {
  const source = limitSource({ site, rules })
  return async app => {
    app.get<{ Querystring: { points: string; from: string; to: string } }>(
      '/compliance',
      { config: { right: 'view' }, schema: { querystring: Query } },
      async ({ query }, reply) => {
        const points = knownPoints(site, query.points, MOST_POINTS)
        const now = time.now()
        const days = localDays(query.from, query.to, site.config.timeZone, MOST_DAYS)
          .filter(day => day.from < now)
          .map(day => ({ ...day, to: Math.min(day.to, now) }))
        if (days.length === 0) throw new HttpProblem(400, 'bad-span', `${query.from} has not begun`)
        const { settings, zones } = source()
        const judges = new Map(
          points.map(id => {
            const point = site.points.get(id)!
            const limits = limitsOf(point, settings, zones)
            return [id, compliance(limits, days, HOLD_PERIODS * point.period)]
          }),
        )
        const longest = Math.max(...points.map(id => site.points.get(id)!.period))
        const signal = gone(reply)
        let count = 0
        try {
          const from = days[0]!.from - HOLD_PERIODS * longest
          for await (const block of history.readings(from, days.at(-1)!.to, points)) {
            if (signal.aborted) throw new HttpProblem(499, 'aborted', 'nobody waits for the answer any more')
            count += block.length
            if (count > MOST_READINGS)
              throw new HttpProblem(
                400,
                'too-much',
                `more than ${MOST_READINGS} readings; ask for fewer points or days`,
              )
            for (const reading of block) judges.get(reading.point)?.take(reading)
          }
        } catch (error) {
          throw asHttpProblem(error)
        }
        return {
          from: days[0]!.from,
          to: days.at(-1)!.to,
          leastKnown: LEAST_KNOWN,
          points: [...judges].map(([point, judge]) => ({ point, ...judge.result() })),
        }
      },
    )
  }
}
