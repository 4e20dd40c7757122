import type { FastifyPluginAsync } from 'fastify'
import { type Alerting, startAlerting } from '../../alerting/alerting.ts'
import { type Dashboard, startDashboard } from '../../dashboard/server/dashboard.ts'
import { checkDevices } from '../../gateway/check.ts'
import { startGateway } from '../../gateway/gateway.ts'
import type { IngestConfig } from '../../ingest/config.ts'
import { type IngestService, startIngest } from '../../ingest/start.ts'
import { topicsOf } from '../../model/topics.ts'
import type { BrokerAccount } from '../../runtime/broker/accounts.ts'
import { pemOf } from '../../runtime/broker/broker-tls.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../runtime/broker/embedded.ts'
import type { Bus } from '../../runtime/bus.ts'
import type { Identity } from '../../runtime/identity/identity.ts'
import { compose, type Stoppable } from '../../runtime/lifecycle.ts'
import type { Logger } from '../../runtime/log.ts'
import type { Registry } from '../../runtime/metrics.ts'
import { connectBus } from '../../runtime/mqtt-bus.ts'
import type { Service, ServiceDeps } from '../../runtime/service.ts'
import type { Site } from '../../runtime/site/site.ts'
import type { TimeSource } from '../../runtime/time.ts'
import type { DataDir } from './data-dir.ts'
import { alertingConfig, ingestConfig } from './service-config.ts'

export interface PlatformOptions {
  site: Site
  time: TimeSource
  dataDir: Pick<DataDir, 'folder'>
  log: Logger
  metrics: Registry
  identity: Identity
  http: { host: string; port: number }
  mqtt: { host: string; port: number }
  /** Who may use the embedded broker from outside this process. */
  accounts?: Readonly<Record<string, BrokerAccount>>
  /** Values of the environment variables that the site names. */
  secrets?: Readonly<Record<string, string | undefined>>
  /** Folder of the built screens. */
  webRoot: string
  ingest?: Partial<IngestConfig>
  /** False leaves the gateways out, for tests that send batches of their own. */
  gateways?: boolean
}

/** Every service of a site in this process. */
export interface Platform extends Stoppable {
  bus: Bus
  broker?: EmbeddedBroker
  ingest: IngestService
  alerting: Alerting
  dashboard: Dashboard
  gateways: Service[]
  /** Resolves when everything taken in so far has reached alarms and tickets. */
  settled(): Promise<void>
}

/**
 * Starts broker, ingest, alerting, gateways and dashboard in this order; they stop in reverse. A start that fails
 * undoes what was started.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { site, time, dataDir, log, metrics, secrets = {} } = options
  const topics = topicsOf(site.config.site)
  const parts: Partial<Platform> = { gateways: [] }
  const deps = (name: string): ServiceDeps => ({
    site,
    topics,
    bus: parts.bus!,
    time,
    log: log.child({ service: name }),
    metrics,
    dataDir: dataDir.folder(name),
  })

  const running = await compose(
    [
      { name: 'broker', start: () => startBus(options, parts) },
      {
        name: 'ingest',
        start: async () =>
          (parts.ingest = await startIngest(ingestConfig(options.ingest), { ...deps('ingest'), secrets })),
      },
      {
        name: 'alerting',
        start: async () =>
          (parts.alerting = await startAlerting(alertingConfig(site, secrets), {
            ...deps('alerting'),
            secrets,
          })),
      },
      // Not before those who make messages durable listen: the broker acknowledges what nobody has subscribed to.
      { name: 'broker door', start: () => void parts.broker?.open() },
      {
        name: 'dashboard',
        start: async () =>
          (parts.dashboard = await dashboardOf(options, parts as Platform, deps('dashboard'))),
      },
      ...(options.gateways === false ? [] : gatewaysHere(site)).map(config => ({
        name: `gateway ${config.gateway}`,
        start: async () => {
          const gateway = await startGateway(config, deps('gateway'))
          parts.gateways!.push(gateway)
          return gateway
        },
      })),
    ],
    { log },
  )
  return {
    ...(parts as Platform),
    stop: () => running.stop(),
    settled: async () => {
      for (const gateway of parts.gateways!) await gateway.settled?.()
      await parts.ingest!.settled()
      await parts.alerting!.settled()
    },
  }
}

/** Those that no account of the broker says to run elsewhere. */
function gatewaysHere(site: Site) {
  const elsewhere = new Set(site.config.broker.accounts?.map(({ gateway }) => gateway))
  return checkDevices(site, []).filter(({ gateway }) => !elsewhere.has(gateway))
}

async function startBus(
  { site, mqtt, accounts, log, metrics, secrets = {} }: PlatformOptions,
  parts: Partial<Platform>,
) {
  const { url, usernameEnv, passwordEnv, tls } = site.config.broker
  const pem = tls && pemOf(tls, site.folder)
  if (url !== undefined) {
    const bus = await connectBus({
      url,
      clientId: `standpipe-${site.config.site}`,
      ...(usernameEnv ? { username: secrets[usernameEnv] } : {}),
      ...(passwordEnv ? { password: secrets[passwordEnv] } : {}),
      ...(pem ? { tls: pem } : {}),
      log,
    })
    parts.bus = bus
    return { stop: () => bus.close() }
  }
  const broker = await startEmbeddedBroker({
    ...mqtt,
    ...(accounts ? { credentials: accounts } : {}),
    ...(pem ? { tls: pem } : {}),
    closed: true,
    log,
    metrics,
  })
  parts.broker = broker
  parts.bus = broker.bus
  return broker
}

function dashboardOf(
  { identity, http, webRoot }: PlatformOptions,
  { ingest, alerting }: Platform,
  deps: ServiceDeps,
) {
  const routes = [ingest.routes, alerting.routes].filter(
    (plugin): plugin is FastifyPluginAsync => plugin !== undefined,
  )
  return startDashboard(
    { ...http, webRoot },
    { ...deps, identity, routes, latest: ingest.latest, alarms: alerting.alarms, tickets: alerting.tickets },
  )
}
