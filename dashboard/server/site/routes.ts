import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import type { TimeInfo } from '../../../model/screen.ts'
import { HttpProblem } from '../../../runtime/http/problem.ts'
import type { Site } from '../../../runtime/site/site.ts'
import type { TimeSource } from '../../../runtime/time.ts'
import { assetDetails } from './asset-detail.ts'
import { type Assets, assetTable } from './asset-table.ts'
import { siteInfo } from './site-info.ts'
import { surroundingsOf } from './surroundings.ts'

const Around = Type.Object(
  {
    lng: Type.Number({ minimum: -180, maximum: 180 }),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    metres: Type.Number({ minimum: 20, maximum: 1_000, default: 500 }),
  },
  { additionalProperties: false },
)
interface Around {
  lng: number
  lat: number
  metres: number
}

const view = { config: { right: 'view' as const } }

/** What does not change while the platform runs: site, assets, points; and the time. */
export function siteRoutes(
  site: Site,
  assets: Assets,
  time: TimeSource,
  basemapVersion?: string,
): FastifyPluginAsync {
  const version = `"${site.networkVersion}"`
  const about = { ...siteInfo(site), ...(basemapVersion && { basemapVersion }) }
  let detailOf: ReturnType<typeof assetDetails> | undefined
  let around: ReturnType<typeof surroundingsOf> | undefined
  let table: string | undefined
  let points: string | undefined

  return async app => {
    // Everybody may know what time it is: a screen compares clocks before it signs in.
    app.get('/time', { config: { right: 'public' } }, async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      const info: TimeInfo = { now: time.now(), speed: time.speed }
      return { ...info, timeZone: site.config.timeZone }
    })
    app.get('/site', view, async () => about)

    const unchanged = (given: string | undefined) => given === version
    app.get('/assets', view, async (request, reply) => {
      reply.header('etag', version).header('cache-control', 'private, no-cache')
      if (unchanged(request.headers['if-none-match'])) return reply.code(304).send()
      table ??= JSON.stringify(assetTable(assets, site.networkVersion))
      return reply.type('application/json; charset=utf-8').send(table)
    })
    app.get('/points', view, async (_request, reply) => {
      points ??= JSON.stringify({ points: [...site.points.values()] })
      return reply.type('application/json; charset=utf-8').send(points)
    })
    app.get<{ Querystring: Around }>(
      '/network/around',
      { ...view, schema: { querystring: Around } },
      async ({ query: { lng, lat, metres } }, reply) => {
        reply.header('cache-control', 'private, max-age=300')
        around ??= surroundingsOf(site.network)
        return around([lng, lat], metres)
      },
    )
    app.get<{ Params: { id: string } }>(
      '/assets/:id',
      { ...view, schema: { params: Type.Object({ id: Type.String({ maxLength: 200 }) }) } },
      async ({ params }) => {
        const asset = assets.all.get(params.id)
        if (!asset) throw new HttpProblem(404, 'no-such-asset', `the network has no asset "${params.id}"`)
        detailOf ??= assetDetails(site.network, site.points)
        return detailOf(asset)
      },
    )
  }
}
