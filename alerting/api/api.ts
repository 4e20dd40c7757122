import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Actor, Right } from '../../model/rights.ts'
import type { Instant } from '../../model/time.ts'
import type { Context } from '../decide/context.ts'
import type { Desk } from '../desk.ts'
import type { Journal } from '../journal/journal.ts'
import { alarmRoutes } from './alarms.ts'
import { incidentRoutes } from './incidents.ts'
import { policyRoutes } from './policy.ts'
import { ticketWorkRoutes } from './ticket-work.ts'
import { ticketRoutes } from './tickets.ts'
import { traceRoutes } from './trace.ts'

/** What the routes stand on. */
export interface ApiDeps {
  desk: Desk
  context: Context
  journal: Journal
  now: () => Instant
}

/** The HTTP API of alerting, to be mounted under /api/v1. */
export function api(deps: ApiDeps): FastifyPluginAsync {
  return async app => {
    await app.register(alarmRoutes(deps))
    await app.register(ticketRoutes(deps))
    await app.register(ticketWorkRoutes(deps))
    await app.register(incidentRoutes(deps))
    await app.register(traceRoutes(deps))
    await app.register(policyRoutes(deps))
  }
}

/** Route options that name the right a caller needs. */
export function needs(right: Right): { config: object } {
  return { config: { right } }
}

/** The person or script that calls; the HTTP server has authenticated it. */
export function actorOf(request: FastifyRequest): Actor {
  const { actor } = request as FastifyRequest & { actor?: Actor }
  if (!actor) throw Object.assign(new Error('sign in first'), { statusCode: 401, code: 'not-signed-in' })
  return actor
}
