import { mkdirSync } from 'node:fs'
import type { Command } from 'commander'
import { topicsOf } from '../model/topics.ts'
import { pemOf } from '../runtime/broker/broker-tls.ts'
import { CodedError, ConfigError } from '../runtime/config/problems.ts'
import { watchDisk } from '../runtime/disk-watch.ts'
import { buildHttp } from '../runtime/http/build.ts'
import { listenHttp } from '../runtime/http/listen.ts'
import { createIdentity, type Identity } from '../runtime/identity/identity.ts'
import { peopleIn } from '../runtime/identity/people.ts'
import { compose } from '../runtime/lifecycle.ts'
import { createLog } from '../runtime/log.ts'
import { createMetrics } from '../runtime/metrics.ts'
import { connectBus } from '../runtime/mqtt-bus.ts'
import type { Service, ServiceDeps } from '../runtime/service.ts'
import { runningTime } from '../runtime/time.ts'
import { CHECKS, checkSite } from './check.ts'
import { secretsOf } from './secrets.ts'
import { takeDataDir } from './up/data-dir.ts'

export interface SoloOptions {
  dataDir: string
  http: string
  broker?: string
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** What a service that runs alone is started with. */
export interface SoloDeps extends ServiceDeps {
  identity: Identity
  secrets: Readonly<Record<string, string | undefined>>
  /** Host and port from `--http`. */
  listen: { host: string; port: number }
}

/** The options that every service running alone has. */
export function soloCommand(program: Command, name: string, says: string, http: string): Command {
  return program
    .command(name)
    .description(says)
    .argument('<site>', 'site folder')
    .option('--http <host:port>', 'where it answers', http)
    .option('--broker <url>', 'mqtt:// or mqtts:// address; the site’s own when left out')
    .option('--data-dir <folder>', 'where it remembers', `data/${name}`)
    .option('--log-level <level>', 'debug, info, warn, error or silent', 'info')
}

/**
 * Runs one service by itself against an outside broker until it is told to stop. A service that brings `routes` is
 * given an HTTP server for them; other services of the site speak to it with the token in STANDPIPE_SERVICE_TOKEN.
 */
export async function runSolo(
  name: string,
  folder: string,
  options: SoloOptions,
  start: (deps: SoloDeps) => Promise<Service>,
): Promise<void> {
  const { site, problems } = await checkSite(folder, CHECKS)
  if (problems.length > 0 || !site) throw new ConfigError(problems)
  const url = options.broker ?? site.config.broker.url
  if (url === undefined) {
    throw new CodedError(
      'no-broker',
      `${name} alone needs an outside broker: write broker.url in ${folder}/site.yaml or give --broker mqtt://host:1883`,
    )
  }
  const log = createLog({ level: options.logLevel })
  const metrics = createMetrics({ processFigures: true })
  const time = runningTime()
  const secrets = secretsOf(site)
  const data = takeDataDir(options.dataDir)
  const listen = addressOf(options.http)
  const serviceToken = serviceTokenOf(process.env.STANDPIPE_SERVICE_TOKEN)
  const identity = createIdentity({
    people: peopleIn(site),
    dataDir: data.folder('identity'),
    time,
    ...(serviceToken === undefined ? {} : { serviceToken }),
  })
  const { usernameEnv, passwordEnv, tls } = site.config.broker
  const bus = await connectBus({
    url,
    clientId: `${site.config.site}-${name}`,
    ...(usernameEnv && secrets[usernameEnv] ? { username: secrets[usernameEnv] } : {}),
    ...(passwordEnv && secrets[passwordEnv] ? { password: secrets[passwordEnv] } : {}),
    ...(tls ? { tls: pemOf(tls, site.folder) } : {}),
    log,
    metrics,
  })
  const dataDir = data.folder(name)
  mkdirSync(dataDir, { recursive: true })
  let service: Service | undefined
  const parts = await compose(
    [
      { name: 'data folder', start: () => ({ stop: async () => data.release() }) },
      { name: 'disk', start: () => watchDisk({ folder: data.path, log, metrics }) },
      { name: 'bus', start: () => ({ stop: () => bus.close() }) },
      {
        name,
        start: async () => {
          const deps = { site, topics: topicsOf(site.config.site), bus, time, log, metrics, dataDir }
          service = await start({ ...deps, identity, secrets, listen })
          return service
        },
      },
      {
        name: 'http',
        start: async () => {
          if (!service?.routes) return undefined
          const app = await buildHttp({ identity, time, log, metrics, title: `Standpipe · ${name}` })
          await app.register(service.routes, { prefix: '/api/v1' })
          await listenHttp(app, listen)
          return { stop: () => app.close() }
        },
      },
    ],
    { log },
  )
  process.stdout.write(`Standpipe ${name} runs\n`)
  await new Promise<void>(resolve => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  await parts.stop()
}

/** A header ends at a space: a token with one would be refused everywhere, as if it were a wrong one. */
function serviceTokenOf(token: string | undefined): string | undefined {
  if (token === undefined || !/\s/.test(token)) return token
  throw new CodedError('bad-service-token', 'STANDPIPE_SERVICE_TOKEN must be without spaces and line ends')
}

function addressOf(text: string): { host: string; port: number } {
  const cut = text.lastIndexOf(':')
  const port = Number(text.slice(cut + 1))
  if (cut > 0 && Number.isInteger(port) && port >= 0 && port <= 65_535)
    return { host: text.slice(0, cut), port }
  throw new CodedError('bad-address', `"${text}" is not host:port, e.g. 127.0.0.1:8081`)
}
