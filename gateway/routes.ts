import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import type { GatewayState } from '../model/gateway-state.ts'
import { HttpProblem } from '../runtime/http/problem.ts'
import { diagnose } from './diagnosis.ts'
import type { Fleet } from './poll/fleet.ts'
import type { Rejects } from './sources/rejects.ts'

/**
 * GET /gateways/<id>, …/devices/<device> and …/rejects: health, one device from wire bytes to readings, and the
 * messages that could not be used.
 */
export function gatewayRoutes(
  gateway: string,
  state: () => GatewayState,
  fleet: Fleet,
  rejects: Rejects | undefined,
): FastifyPluginAsync {
  const base = `/gateways/${encodeURIComponent(gateway)}`
  return async app => {
    app.get(`${base}/rejects`, { config: { right: 'diagnostics' } }, async () => rejects?.list() ?? [])
    app.get(base, { config: { right: 'view' } }, async () => state())
    app.get(
      `${base}/devices/:device`,
      {
        config: { right: 'diagnostics' },
        schema: { params: Type.Object({ device: Type.String({ maxLength: 96 }) }) },
      },
      async request => {
        const { device: id } = request.params as { device: string }
        const line = fleet.lines.find(one => one.devices.some(device => device.target.id === id))
        const device = fleet.device(id)
        if (!line || !device) throw new HttpProblem(404, 'no-device', `${gateway} has no device ${id}`)
        return diagnose(device, line.state.id)
      },
    )
  }
}
