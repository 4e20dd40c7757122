import Fastify, { type FastifyPluginAsync } from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { api as alertingApi } from '../../../alerting/api/api.ts'
import { PATHS } from '../../../dashboard/server/upstream/upstreams.ts'
import { ingestRoutes } from '../../../ingest/api/routes.ts'

describe('the paths that are passed on', () => {
  const routesOf = async (plugin: FastifyPluginAsync) => {
    const app = Fastify()
    const urls = new Set<string>()
    app.addHook('onRoute', ({ url }) => void urls.add(url))
    await app.register(plugin)
    await app.close()
    return [...urls]
  }
  let urls: Record<keyof typeof PATHS, string[]>
  beforeAll(async () => {
    // Registering routes asks for the points of the site and touches nothing else of what they will answer from.
    urls = {
      ingest: await routesOf(ingestRoutes({ site: { points: new Map() } } as never)),
      alerting: await routesOf(alertingApi({} as never)),
    }
  })

  test.each(['ingest', 'alerting'] as const)('every route of %s is reached through the dashboard', name => {
    expect(urls[name].length).toBeGreaterThan(2)
    const missing = urls[name].filter(url => !PATHS[name].includes(url.split('/')[1]!))
    expect(missing).toEqual([])
  })
})
