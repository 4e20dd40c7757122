import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import type { Logger } from 'pino'
import { CodedError } from '../../runtime/config/problems.ts'
import { buildHttp } from '../../runtime/http/build.ts'
import { listenHttp } from '../../runtime/http/listen.ts'
import type { Identity } from '../../runtime/identity/identity.ts'
import type { Service, ServiceDeps } from '../../runtime/service.ts'
import { runningTime, type TimeSource } from '../../runtime/time.ts'
import { DroppedBasemaps } from './basemaps/dropped.ts'
import { basemapRoutes } from './basemaps/routes.ts'
import { CLOSE } from './live/client.ts'
import { liveFeed } from './live/feed.ts'
import { LiveHub, type LiveSources } from './live/hub.ts'
import { liveRoutes } from './live/routes.ts'
import { sessionRoutes, signInLink } from './session-routes.ts'
import { peopleRoutes } from './settings/people-routes.ts'
import { peopleSettings } from './settings/people-settings.ts'
import { numberAssets } from './site/asset-table.ts'
import { siteRoutes } from './site/routes.ts'
import { type Basemap, readBasemap } from './tiles/basemap.ts'
import { mapTiles } from './tiles/map-tiles.ts'
import { mirrorOf } from './upstream/mirror.ts'
import { proxyRoutes } from './upstream/proxy.ts'
import type { Upstreams } from './upstream/upstreams.ts'
import { serveWebFiles } from './web-files.ts'

export interface DashboardConfig {
  host: string
  /** 0 for any free port. */
  port: number
  /** Folder of the built web app. */
  webRoot: string
  /** Addresses of reverse proxies whose X-Forwarded-… headers are believed. */
  trustProxy?: string | string[]
  requestsPerMinute?: number
  /** Where the other services are when they run in processes of their own. */
  upstreams?: Upstreams
}

export interface DashboardDeps extends ServiceDeps, Partial<LiveSources> {
  identity: Identity
  /** The other services' APIs when they run in this process, to be mounted under /api/v1. */
  routes?: FastifyPluginAsync[]
  /** Real time, for pacing screens; the machine's when left out. */
  clock?: TimeSource
}

export interface Dashboard extends Service {
  port: number
  /** Where people open it. */
  url: string
  /** A link that signs this person in once. Throws RangeError for an unknown person. */
  signInUrl(person: string): string
}

/**
 * Starts the dashboard's server: one URL space for screens, API, tiles and the live socket. The present comes from
 * `latest`, `alarms` and `tickets` when the services run in this process, else from the upstreams.
 * Throws CodedError `port-in-use`, `http-listen` or `dashboard-sources`.
 */
export async function startDashboard(config: DashboardConfig, deps: DashboardDeps): Promise<Dashboard> {
  const { site, time, log, metrics, identity, bus, topics } = deps
  const clock = deps.clock ?? runningTime()
  const { sources, stop: stopSources, take } = await sourcesOf(config, deps, clock)
  const hub = new LiveHub({ sources, time, clock, metrics, firstSeq: clock.now() })
  const stopFeed = await liveFeed(
    { bus, topics, log, metrics },
    {
      takeValues: values => {
        take?.takeValues(values)
        hub.takeValues(values)
      },
      takeAlarm: alarm => {
        take?.takeAlarm(alarm)
        hub.takeAlarm(alarm)
      },
      takeTicket: view => {
        take?.takeTicket(view)
        hub.takeTicket(view)
      },
    },
  )

  const app = await buildHttp({
    identity,
    time,
    log,
    metrics,
    title: `Standpipe · ${site.config.name.en}`,
    ...(config.trustProxy && { trustProxy: config.trustProxy }),
    ...(config.requestsPerMinute && { requestsPerMinute: config.requestsPerMinute }),
    health: () => ({
      site: site.config.site,
      broker: bus.connected ? 'connected' : 'away',
      screens: hub.size,
    }),
  })
  const assets = numberAssets(site.network)
  const base = basemapOf(site.folder, log)
  const dropped = new DroppedBasemaps(join(site.folder, 'network'))
  const stillSignedIn = (request: Parameters<typeof identityOf>[1]) =>
    identityOf(identity, request) !== undefined
  const people = peopleSettings({
    folder: site.folder,
    dataDir: deps.dataDir,
    identity,
    now: () => time.now(),
  })
  const api = [
    sessionRoutes(identity),
    peopleRoutes(people),
    siteRoutes(site, assets, time, base?.version),
    basemapRoutes(dropped),
    liveRoutes({ hub, clock, stillSignedIn }),
    ...(deps.routes ?? []),
    ...(config.upstreams ? [proxyRoutes(config.upstreams)] : []),
  ]
  for (const routes of api) await app.register(routes, { prefix: '/api/v1' })
  await app.register(mapTiles(site, assets, base, dropped))
  await app.register(signInLink(identity, await serveWebFiles(app, config.webRoot)))

  const stop = async () => {
    hub.stop(CLOSE.goingAway, 'the server stops')
    await stopFeed()
    stopSources()
    await app.close()
  }
  let port: number
  try {
    port = await listenHttp(app, config)
  } catch (error) {
    await stop()
    throw error
  }
  const url = `http://${shownHost(config.host)}:${port}`
  log.info({ url }, 'dashboard listens')
  return {
    port,
    url,
    stop,
    signInUrl: person => `${url}/signin?code=${identity.issueCode(person)}`,
  }
}

/**
 * The host to put in a link. Never `localhost`: where that means ::1, another program could be listening there and be
 * handed the sign-in code.
 */
function shownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

function identityOf(
  identity: Identity,
  { cookies, headers }: { cookies: Record<string, string | undefined>; headers: { authorization?: string } },
) {
  const bearer = headers.authorization?.replace(/^Bearer\s+/i, '').trim()
  return bearer ? identity.ofToken(bearer) : identity.ofSession(cookies[identity.cookieName])
}

/** A town without a basemap, or with a broken one, is still a town. */
function basemapOf(folder: string, log: Logger): Basemap | undefined {
  try {
    const base = readBasemap(folder)
    if (base && base.refused.length > 0)
      log.warn(
        { features: base.refused.slice(0, 20) },
        `${base.refused.length} features of the basemap left out`,
      )
    return base
  } catch (error) {
    log.warn({ err: error }, 'the basemap cannot be read; the map is drawn without it')
    return undefined
  }
}

async function sourcesOf(config: DashboardConfig, deps: DashboardDeps, clock: TimeSource) {
  const { latest, alarms, tickets, bus, log } = deps
  if (latest && alarms && tickets) return { sources: { latest, alarms, tickets }, stop: () => {} }
  if (!config.upstreams) {
    throw new CodedError(
      'dashboard-sources',
      'the dashboard needs to know where ingest and alerting are: give their addresses',
    )
  }
  const mirror = await mirrorOf(config.upstreams, { bus, clock, log })
  return { sources: mirror, take: mirror, stop: mirror.stop }
}
