import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import mqttPacket from 'mqtt-packet'
import { checkDevices } from '../gateway/check.ts'
import type { GatewayConfig } from '../gateway/devices.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { lastWill } from '../gateway/state.ts'
import { topicsOf } from '../model/topics.ts'
import { pemOf } from '../runtime/broker/broker-tls.ts'
import { CodedError, ConfigError, type Problem } from '../runtime/config/problems.ts'
import { compose, type Step } from '../runtime/lifecycle.ts'
import { createLog, type Logger } from '../runtime/log.ts'
import { createMetrics, type Registry } from '../runtime/metrics.ts'
import { connectBus } from '../runtime/mqtt-bus.ts'
import { loadSite } from '../runtime/site/load.ts'
import type { Site } from '../runtime/site/site.ts'
import { runningTime } from '../runtime/time.ts'
import { takeDataDir } from './up/data-dir.ts'

interface Options {
  gateway?: string[]
  broker?: string
  dataDir: string
  http?: string
  logLevel: 'debug' | 'info' | 'warn' | 'error'
}

/** `standpipe gateway <site>` and `standpipe gateway --probe host:port`. */
export function register(program: Command): void {
  program
    .command('gateway')
    .description('start the edge gateways of a site, or probe a device')
    .argument('[site]', 'site folder')
    .option('--gateway <id...>', 'only these of the site’s gateways')
    .option('--broker <url>', 'mqtt:// or mqtts:// address; the site’s own when left out')
    .option('--data-dir <folder>', 'where unsent readings are kept', 'data/gateway')
    .option(
      '--http <host:port>',
      'serve /metrics and the diagnostics there; has no sign-in, keep it on loopback',
    )
    .option('--log-level <level>', 'debug, info, warn or error', 'info')
    .option('--probe <host:port|path>', 'read one device and print its values')
    .option('--unit <id>', 'probe: Modbus unit id', '1')
    .option('--address <digits>', 'probe: CJ/T 188 meter address')
    .option('--profile <id>', 'probe: device profile; all are tried when left out')
    .option('--rtu-over-tcp', 'probe: RTU frames through a serial server')
    .option('--baud <rate>', 'probe: of a serial port', '9600')
    .option('--parity <parity>', 'probe: none, even or odd', 'none')
    .option('--timeout <ms>', 'probe: wait for an answer', '1000')
    .action(async (folder: string | undefined, options) => {
      if (options.probe !== undefined) {
        const { printProbe } = await import('./gateway/probe.ts')
        await printProbe(options, folder)
        return
      }
      if (folder === undefined)
        throw new CodedError('no-site', 'say which site folder: standpipe gateway <site>, or use --probe')
      await runGateways(folder, options)
    })
}

async function runGateways(folder: string, options: Options): Promise<void> {
  // What a poll makes lives for a second at most: room for young objects that only grows with idle memory would be
  // a quarter of what the whole gateway needs.
  setFlagsFromString('--semi-space-growth-factor=1')
  // 65,536 buffers of two bytes each, 7 MB, save nothing on a few messages a second.
  mqttPacket.writeToStream.cacheNumbers = false
  const log = createLog({ level: options.logLevel })
  const metrics = createMetrics({ processFigures: true })
  const site = await loadSite(folder, { network: false })
  const configs = wanted(site, options.gateway)
  const running = new Map<string, Gateway>()
  const data = takeDataDir(options.dataDir)
  const steps: Step[] = configs.map(config => ({
    name: config.gateway,
    start: async () => {
      const gateway = await startOne(config, site, options, data.path, log, metrics)
      running.set(config.gateway, gateway.gateway)
      return gateway
    },
  }))
  if (options.http !== undefined) steps.push(httpStep(options.http, running, metrics))
  const parts = await compose(steps, { log })
  const reload = () => reloadAll(folder, options, running, log)
  process.on('SIGHUP', reload)
  await new Promise<void>(resolve => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  process.off('SIGHUP', reload)
  await parts.stop().finally(() => data.release())
}

function wanted(site: Site, ids: readonly string[] | undefined): GatewayConfig[] {
  const problems: Problem[] = []
  const all = checkDevices(site, problems, { onlyUsed: true })
  if (problems.length > 0) throw new ConfigError(problems)
  const unknown = ids?.filter(id => !all.some(config => config.gateway === id)) ?? []
  const known = all.map(config => config.gateway).join(', ') || 'none'
  if (unknown.length > 0)
    throw new CodedError(
      'no-gateway',
      `${site.folder} has no gateway ${unknown.join(', ')}; it has: ${known}`,
    )
  const chosen = ids ? all.filter(config => ids.includes(config.gateway)) : all
  if (chosen.length === 0) throw new CodedError('no-gateway', `${site.folder}/devices has no gateway in it`)
  return chosen
}

async function startOne(
  config: GatewayConfig,
  site: Site,
  options: Options,
  dataPath: string,
  log: Logger,
  metrics: Registry,
) {
  const { site: name, broker } = site.config
  const topics = topicsOf(name)
  const time = runningTime()
  const secret = (variable: string | undefined) =>
    variable === undefined ? undefined : process.env[variable]
  const username = secret(broker.usernameEnv)
  const password = secret(broker.passwordEnv)
  const tls = broker.url === undefined ? undefined : broker.tls && pemOf(broker.tls, site.folder)
  const bus = await connectBus({
    url: options.broker ?? broker.url ?? `mqtt://${broker.host}:${broker.port}`,
    clientId: `${name}-${config.gateway}`,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
    will: lastWill(topics, config.gateway, time.now()),
    log,
    metrics,
    // Polling begins at once; the broker may come when it can.
    patience: 500,
  })
  const dataDir = join(dataPath, 'spool')
  mkdirSync(dataDir, { recursive: true })
  const gateway = await startGateway(
    config,
    { site, topics, bus, time, log, metrics, dataDir },
    { secret: variable => process.env[variable] },
  )
  return {
    gateway,
    stop: async () => {
      await gateway.stop()
      await bus.close()
    },
  }
}

function httpStep(address: string, running: ReadonlyMap<string, Gateway>, metrics: Registry): Step {
  return {
    name: 'http',
    start: async () => {
      const { serveGateways } = await import('./gateway/http.ts')
      return serveGateways(address, running, metrics)
    },
  }
}

/** Every gateway takes its changed file over; a mistake in the files leaves all as they were. */
async function reloadAll(
  folder: string,
  options: Options,
  running: ReadonlyMap<string, Gateway>,
  log: Logger,
) {
  const refused = ({ message }: Error) =>
    log.error({ error: message }, 'the changed configuration is not taken over')
  try {
    const site = await loadSite(folder, { network: false })
    const configs = new Map(wanted(site, options.gateway).map(config => [config.gateway, config]))
    for (const [id, gateway] of running) {
      const config = configs.get(id)
      if (config) await gateway.reload(config, site).catch(refused)
      else log.warn({ gateway: id }, 'its file is gone, it goes on; restart to end it')
    }
    for (const id of configs.keys())
      if (!running.has(id)) log.warn({ gateway: id }, 'it is new; restart to begin with it')
  } catch (error) {
    refused(error as Error)
  }
}
