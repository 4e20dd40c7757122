import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { zoneBalances } from '../detectors/balance/zone-days.ts'
import { localClock } from '../detectors/local-clock.ts'
import { Day, localDays } from './days.ts'
import { limitSource } from './limits.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone } from './problem.ts'

/** Days of one answer. */
export const MOST_DAYS = 31
const MOST_READINGS = 5_000_000
const DAY_MS = 24 * 3_600_000
/** Registers are read this long before the first midnight and after the last: meters upload once a day or less. */
const REGISTER_SPAN = 2 * DAY_MS

/**
 * GET /zone-balance: of each local day what flowed into a zone and out of it, what its tanks kept, what its customers'
 * meters counted, and what is left: lost, or wrongly measured. A part that is not known is null, and so is what
 * depends on it.
 */
export function zoneBalanceRoutes({ history, site, rules }: ApiParts): FastifyPluginAsync {
  const source = limitSource({ site, rules })
  return async app => {
    app.get<{ Querystring: { zone: string; from: string; to: string } }>(
      '/zone-balance',
      {
        config: { right: 'view' },
        schema: { querystring: Type.Object({ zone: Type.String(), from: Day, to: Day }) },
      },
      async ({ query }, reply) => {
        const zone = site.network.zones.find(({ id }) => id === query.zone)
        if (!zone) throw new HttpProblem(404, 'unknown-zone', `no such zone: ${query.zone}`)
        const days = localDays(query.from, query.to, site.config.timeZone, MOST_DAYS)
        const clock = localClock(site.config.timeZone)
        const balances = zoneBalances(site, zone, clock, source().settings)
        const signal = gone(reply)
        let count = 0
        try {
          for (const { points, before } of [
            { points: balances.quick, before: 0 },
            { points: balances.meters, before: REGISTER_SPAN },
          ]) {
            if (points.length === 0) continue
            const [from, to] = [days[0]!.from - before, days.at(-1)!.to + Math.max(before, DAY_MS / 24)]
            for await (const block of history.readings(from, to, points)) {
              if (signal.aborted)
                throw new HttpProblem(499, 'aborted', 'nobody waits for the answer any more')
              count += block.length
              if (count > MOST_READINGS)
                throw new HttpProblem(
                  400,
                  'too-much',
                  `more than ${MOST_READINGS} readings; ask for fewer days`,
                )
              for (const reading of block) balances.take(reading)
            }
          }
        } catch (error) {
          throw asHttpProblem(error)
        }
        return {
          zone: zone.id,
          unit: 'm3',
          ...balances.about,
          days: days.map(({ day, from, to }) => ({ day, from, to, ...balances.of(clock.day(from)) })),
        }
      },
    )
  }
}
