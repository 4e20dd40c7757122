import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { HttpProblem } from '../../../runtime/http/problem.ts'
import { MAX_ZOOM } from './thinning.ts'
import type { TileSource } from './tile-source.ts'

const decompress = promisify(gunzip)
const tileNumber = Type.Integer({ minimum: 0, maximum: 2 ** MAX_ZOOM })
const Params = Type.Object({
  version: Type.String({ maxLength: 100 }),
  z: Type.Integer({ minimum: 0, maximum: MAX_ZOOM }),
  x: tileNumber,
  y: tileNumber,
})
interface Params {
  version: string
  z: number
  x: number
  y: number
}

/**
 * GET /tiles/net/:version/:z/:x/:y.mvt, the network, and /tiles/base/…, what lies under it, as vector tiles that never
 * change under their address; /tiles/net-gcj02/… and /tiles/base-gcj02/… for a map that is drawn in GCJ-02.
 */
export function tileRoutes(
  tiles: TileSource,
  version: string,
  what: 'net' | 'base' | 'net-gcj02' | 'base-gcj02' = 'net',
): FastifyPluginAsync {
  return async app => {
    app.get<{ Params: Params }>(
      `/tiles/${what}/:version/:z/:x/:y.mvt`,
      { config: { right: 'view' }, schema: { hide: true, params: Params } },
      async (request, reply) => {
        const { params } = request
        if (params.version !== version) {
          throw new HttpProblem(404, 'old-network', `the map is now version ${version}`, { version })
        }
        const data = await tiles.tile(params.z, params.x, params.y)
        reply
          .header('cache-control', 'private, max-age=31536000, immutable')
          .header('vary', 'accept-encoding')
        if (!data) return reply.code(204).send()
        reply.type('application/vnd.mapbox-vector-tile')
        if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
          return reply.header('content-encoding', 'identity').send(await decompress(data))
        }
        return reply.header('content-encoding', 'gzip').send(data)
      },
    )
  }
}
