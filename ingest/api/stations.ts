import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { pumpGroups } from '../detectors/pump/pumps.ts'
import { HOLD_PERIODS } from '../holding.ts'
import { metersOf, stationFigures } from '../stations/figures.ts'
import { Day, localDays } from './days.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone } from './problem.ts'

/** Days of one answer. */
export const MOST_DAYS = 31
/** Readings that one answer is made of. */
const MOST_READINGS = 5_000_000

const Params = Type.Object({ id: Type.String({ maxLength: 200 }) })
const Query = Type.Object({ from: Day, to: Day })

/**
 * GET /stations/:id/figures: hours and starts of each pump, the check of its own counter, energy and water of each
 * local day. Hours are integrals of every reading of the running state, never of a reduced course.
 */
export function stationRoutes({ history, site, time }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Params: { id: string }; Querystring: { from: string; to: string } }>(
      '/stations/:id/figures',
      { config: { right: 'view' }, schema: { params: Params, querystring: Query } },
      async ({ params, query }, reply) => {
        const station = site.network.stations.find(({ id }) => id === params.id)
        if (!station) throw new HttpProblem(404, 'unknown-station', `no such station: ${params.id}`)
        const now = time.now()
        const days = localDays(query.from, query.to, site.config.timeZone, MOST_DAYS)
          .filter(day => day.from < now)
          .map(day => ({ ...day, to: Math.min(day.to, now) }))
        if (days.length === 0) throw new HttpProblem(400, 'bad-span', `${query.from} has not begun`)
        const assets = new Set([station.id, ...station.pumps])
        const points = [...site.points.values()].filter(({ asset }) => assets.has(asset))
        const groups = pumpGroups(points)
        const figures = stationFigures(groups, metersOf(station.id, points, groups), days)
        if (figures.points.length > 0) {
          const periods = figures.points.map(id => site.points.get(id)!.period)
          const from = days[0]!.from - HOLD_PERIODS * Math.max(...periods)
          const signal = gone(reply)
          let count = 0
          try {
            for await (const block of history.readings(from, days.at(-1)!.to, figures.points)) {
              if (signal.aborted)
                throw new HttpProblem(499, 'aborted', 'nobody waits for the answer any more')
              count += block.length
              if (count > MOST_READINGS)
                throw new HttpProblem(
                  400,
                  'too-much',
                  `more than ${MOST_READINGS} readings; ask for fewer days`,
                )
              for (const reading of block) figures.take(reading)
            }
          } catch (error) {
            throw asHttpProblem(error)
          }
        }
        return {
          station: station.id,
          from: days[0]!.from,
          to: days.at(-1)!.to,
          ...figures.result(),
        }
      },
    )
  }
}
