import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { DroppedBasemaps } from './dropped.ts'

const view = { config: { right: 'view' as const } }
const Params = Type.Object({ file: Type.String({ maxLength: 120 }) })

/** GET /basemaps, under /api/v1: what lies in the site's `network/` folder to be put under the network. */
export function basemapRoutes(basemaps: DroppedBasemaps): FastifyPluginAsync {
  return async app => {
    app.get('/basemaps', view, async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return { basemaps: await basemaps.list() }
    })
  }
}

/** GET /tiles/pmtiles/:file: a whole archive, of which browsers ask for the ranges they draw. */
export function basemapFiles(basemaps: DroppedBasemaps): FastifyPluginAsync {
  return async app => {
    app.get<{ Params: { file: string } }>(
      '/tiles/pmtiles/:file',
      { ...view, schema: { hide: true, params: Params } },
      (request, reply) => {
        const { file } = request.params
        if (!DroppedBasemaps.isName(file)) return reply.callNotFound()
        reply.header('cache-control', 'private, no-cache').type('application/octet-stream')
        return reply.sendFile(file, basemaps.folder)
      },
    )
  }
}
