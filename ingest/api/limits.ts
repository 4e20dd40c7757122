import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import type { Zone } from '../../model/network.ts'
import { milliseconds } from '../detectors/duration.ts'
import { limitsOf } from '../detectors/limits-of.ts'
import type { DetectorSettings } from '../detectors/settings.ts'
import type { ApiParts } from './parts.ts'
import { knownPoints, List } from './problem.ts'

/** Points of one answer. */
const MOST_POINTS = 5_000

interface LimitSource {
  settings: DetectorSettings
  zones: ReadonlyMap<string, Zone>
}

/** The settings that detectors go by now. */
export function limitSource({ site, rules }: Pick<ApiParts, 'site' | 'rules'>): () => LimitSource {
  let zones: LimitSource['zones'] | undefined
  return () => ({
    settings: rules.settings(),
    zones: (zones ??= new Map(site.network.zones.map(zone => [zone.id, zone]))),
  })
}

/**
 * GET /limits: what limits points (SI), with the standard it comes from: by quantity, which for disinfectants says the
 * disinfectant, by position (plant, network, end) and by standard. The same as the detectors watch.
 */
export function limitRoutes({ site, rules }: ApiParts): FastifyPluginAsync {
  const source = limitSource({ site, rules })
  return async app => {
    app.get<{ Querystring: { points: string } }>(
      '/limits',
      { config: { right: 'view' }, schema: { querystring: Type.Object({ points: List }) } },
      async ({ query }) => {
        const { settings, zones } = source()
        return {
          standard: settings.standard ?? null,
          points: knownPoints(site, query.points, MOST_POINTS).map(id => {
            const point = site.points.get(id)!
            const flat = settings.of('flat-line', point)?.span
            return {
              point: id,
              quantity: point.quantity,
              position: point.position,
              unit: point.unit,
              /** ms after which a value that does not move is a frozen instrument; null where it may stand. */
              flatAfter: flat === undefined ? null : milliseconds(flat),
              limits: limitsOf(point, settings, zones).map(({ level, value, deadband, onDelay }) => ({
                level,
                value,
                deadband,
                onDelay,
              })),
            }
          }),
        }
      },
    )
  }
}
