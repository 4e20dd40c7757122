import Fastify from 'fastify'
import type { Gateway } from '../../gateway/gateway.ts'
import type { Stoppable } from '../../runtime/lifecycle.ts'
import type { Registry } from '../../runtime/metrics.ts'

/** /metrics, /health and /api/v1/gateways/… of the gateways of this process. There is no sign-in. */
export async function serveGateways(
  address: string,
  gateways: ReadonlyMap<string, Gateway>,
  metrics: Registry,
): Promise<Stoppable & { port: number }> {
  const app = Fastify({ forceCloseConnections: true })
  app.get('/health', async () => ({ ok: true }))
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )
  app.get('/api/v1/gateways', async () => [...gateways.keys()])
  for (const { routes } of gateways.values()) if (routes) await app.register(routes, { prefix: '/api/v1' })
  const colon = address.lastIndexOf(':')
  await app.listen({ host: address.slice(0, colon) || '127.0.0.1', port: Number(address.slice(colon + 1)) })
  return { stop: () => app.close(), port: (app.server.address() as { port: number }).port }
}
