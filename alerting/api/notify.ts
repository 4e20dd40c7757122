import type { FastifyPluginAsync } from 'fastify'
import { type ApiDeps, needs } from './deps.ts'

/** Who was told of what, and what could not be delivered; the newest last. */
export function notifyRoutes({ desk, now }: ApiDeps): FastifyPluginAsync {
  return async app => {
    app.get('/notify/deliveries', needs('view'), async () => {
      const { log, waiting } = desk.state.outbox
      return { now: now(), waiting: [...waiting.values()], deliveries: log }
    })
  }
}
