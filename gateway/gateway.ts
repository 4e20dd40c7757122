import { join } from 'node:path'
import type { GatewayState } from '../model/gateway-state.ts'
import type { Reading } from '../model/reading.ts'
import { HOUR, MINUTE, SECOND } from '../model/time.ts'
import { CodedError, ConfigError, type Problem } from '../runtime/config/problems.ts'
import type { Service, ServiceDeps } from '../runtime/service.ts'
import type { Site } from '../runtime/site/site.ts'
import { Collector } from './collector.ts'
import type { GatewayConfig } from './devices.ts'
import { type Figures, figures } from './figures.ts'
import { Fleet, type Reloaded, type World } from './poll/fleet.ts'
import { loadProfiles } from './profiles.ts'
import { gatewayRoutes } from './routes.ts'
import { connectLocalBroker, type Secret } from './sources/local-broker.ts'
import { openSpool } from './spool/spool.ts'
import { StatePublisher } from './state.ts'
import { Uplink } from './uplink/uplink.ts'

/** A running gateway. */
export interface Gateway extends Service {
  state(): GatewayState
  /**
   * Takes a changed devices file and points over; what did not change goes on undisturbed. Rejects with ConfigError
   * (a profile is missing) or CodedError `restart-needed` (more than the lines changed); then nothing has changed.
   */
  reload(config: GatewayConfig, site: Site): Promise<Reloaded>
}

export interface GatewayOptions {
  /** Where secrets of a local broker come from. */
  secret?: Secret
}

/**
 * Starts one gateway: polls its lines, keeps what it reads in its spool until ingest has stored it, and tells its
 * health. Rejects with ConfigError when a profile is wrong; a missing device, broker or network is waited for.
 */
export async function startGateway(
  config: GatewayConfig,
  deps: ServiceDeps,
  { secret = () => undefined }: GatewayOptions = {},
): Promise<Gateway> {
  const { time } = deps
  const { gateway: id, zone } = config
  const log = deps.log.child({ gateway: id })
  const world = worldOf(config, deps.site)
  const { maxMegabytes, maxHours } = config.spool
  const spool = await openSpool({
    folder: join(deps.dataDir, id),
    maxBytes: maxMegabytes * 1024 * 1024,
    maxAge: maxHours * HOUR,
  })
  const uplink = new Uplink(spool, zone, id, { ...deps, log })
  const collector = new Collector(spool, { time, log }, record => uplink.appended(record))
  const keep = (readings: readonly Reading[]) => collector.keep(readings)
  const heard = config.sources.length > 0 ? await hear(config, deps, log, secret, keep) : undefined
  const fleet = new Fleet(time, {
    offers: offers => collector.offer(offers),
    polled: (...outcome) => counts.polled(...outcome),
    changed: () => publisher.changed(),
  })
  const bornAt = time.now()
  const state = (): GatewayState => ({
    gateway: id,
    online: true,
    at: time.now(),
    zone,
    bornAt,
    lines: fleet.lines.map(line => line.state),
    devices: fleet.lines.flatMap(line => line.devices.map(device => device.state(line.state.id))),
    ...(heard ? { sources: heard.sources.states } : {}),
    spool: {
      spool: spool.id,
      oldest: spool.oldest,
      last: spool.last,
      stored: uplink.stored,
      bytes: spool.bytes,
      droppedBatches: spool.losses.batches,
      droppedReadings: spool.losses.readings + collector.counts.lost,
      ...(spool.losses.gap ? { gap: spool.losses.gap } : {}),
    },
  })
  const publisher = new StatePublisher(deps, id, state)
  const takeOver = async (next: GatewayConfig, site: Site) => {
    const { lines: _, ...fixed } = config
    const { lines, ...wanted } = next
    if (JSON.stringify(fixed) !== JSON.stringify(wanted))
      throw new CodedError('restart-needed', `${id}: more than its lines changed; restart the gateway`)
    const report = await fleet.set(lines, worldOf(next, site))
    heard?.sources.know(site.points)
    log.info(report, 'devices reloaded')
    publisher.changed()
    return report
  }
  let reloading: Promise<unknown> = Promise.resolve()
  const counts: Figures = figures(deps.metrics, id, {
    collector,
    spool,
    stored: () => uplink.stored,
    devices: () => {
      const all = fleet.lines.flatMap(line => line.devices)
      const good = all.filter(device => device.status === 'good').length
      return { good, failed: all.filter(device => device.status === 'failed').length }
    },
  })
  const upkeep = [
    time.every(MINUTE, () => spool.expire(time.now())),
    time.every(5 * SECOND * time.speed, () => counts.refresh()),
    // Against power loss only, and only for what ingest does not have within a second.
    time.every(SECOND * time.speed, () => (spool.last > uplink.stored ? spool.sync() : undefined)),
  ]
  uplink.start()
  heard?.sources.start()
  await fleet.set(config.lines, world)
  publisher.start()
  log.info(
    { lines: config.lines.length, spool: spool.id, unsent: spool.last - spool.oldest + 1 },
    'gateway polls',
  )

  return {
    routes: gatewayRoutes(id, state, fleet, heard?.sources.rejects),
    settled: () => collector.flush(),
    state,
    reload(next, site) {
      // Two at once would each start the lines that both find missing.
      const turn = reloading.then(() => takeOver(next, site))
      reloading = turn.catch(() => {})
      return turn
    },
    async stop() {
      await reloading
      await fleet.stop()
      // Messages whose readings wait for the disk are acknowledged first.
      await collector.flush()
      await heard?.stop()
      for (const cancel of upkeep) cancel()
      await collector.stop()
      await publisher.stop()
      await uplink.stop()
      await spool.close()
    },
  }
}

/** Hears the sources, on the broker beside the gateway or on the platform's. */
async function hear(
  { gateway, broker, sources: list }: GatewayConfig,
  { bus, site, time }: ServiceDeps,
  log: ServiceDeps['log'],
  secret: Secret,
  keep: (readings: readonly Reading[]) => Promise<void>,
) {
  // Most gateways only poll: the decoders of message forms are loaded where there are messages.
  const { Sources } = await import('./sources/sources.ts')
  const { points, folder } = site
  const { site: name, timeZone } = site.config
  const local = broker && (await connectLocalBroker(broker, `${name}-${gateway}-local`, folder, secret, log))
  const sources = new Sources({ sources: list, bus: local ?? bus, points, timeZone, time, log, keep })
  return {
    sources,
    stop: async () => {
      // A broker that keeps our session goes on collecting for us, unless we unsubscribe.
      await local?.close()
      await sources.stop({ unsubscribe: local === undefined })
    },
  }
}

function worldOf(config: GatewayConfig, site: Site): World {
  const problems: Problem[] = []
  const wanted = new Set(config.lines.flatMap(line => line.devices.map(device => device.profile)))
  const profiles = loadProfiles(site.folder, problems, wanted)
  for (const id of wanted)
    if (!profiles.has(id)) problems.push({ file: 'devices/', message: `there is no profile ${id}` })
  if (problems.length > 0) throw new ConfigError(problems)
  return { profiles, points: site.points, timeZone: site.config.timeZone }
}
