import type { FastifyPluginAsync } from 'fastify'
import { alarmRoutes } from './alarms.ts'
import { attachmentRoutes } from './attachments.ts'
import { backupRoutes } from './backup.ts'
import type { ApiDeps } from './deps.ts'
import { dutyRoutes } from './duties.ts'
import { figureRoutes } from './figures.ts'
import { handoverRoutes } from './handover.ts'
import { incidentRoutes } from './incidents.ts'
import { noticeRoutes } from './notices.ts'
import { notifyRoutes } from './notify.ts'
import { policyRoutes } from './policy.ts'
import { ticketWorkRoutes } from './ticket-work.ts'
import { ticketRoutes } from './tickets.ts'
import { pastTicketRoutes } from './tickets-past.ts'
import { traceRoutes } from './trace.ts'

/** The HTTP API of alerting, to be mounted under /api/v1. */
export function api(deps: ApiDeps): FastifyPluginAsync {
  return async app => {
    await app.register(alarmRoutes(deps))
    await app.register(figureRoutes(deps))
    await app.register(ticketRoutes(deps))
    await app.register(pastTicketRoutes(deps))
    await app.register(ticketWorkRoutes(deps))
    await app.register(attachmentRoutes(deps))
    await app.register(incidentRoutes(deps))
    await app.register(dutyRoutes(deps))
    await app.register(handoverRoutes(deps))
    await app.register(traceRoutes(deps))
    await app.register(noticeRoutes(deps))
    await app.register(notifyRoutes(deps))
    await app.register(policyRoutes(deps))
    await app.register(backupRoutes(deps))
  }
}
