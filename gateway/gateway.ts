import { join } from 'node:path'
import type { GatewayState } from '../model/gateway-state.ts'
import { HOUR, MINUTE, SECOND } from '../model/time.ts'
import { ConfigError, type Problem } from '../runtime/config/problems.ts'
import type { Service, ServiceDeps } from '../runtime/service.ts'
import { Collector } from './collector.ts'
import type { GatewayConfig, Line } from './devices.ts'
import { LinePoll } from './poll/line.ts'
import { type Target, targetOf } from './poll/target.ts'
import { loadProfiles, type Profiles } from './profiles.ts'
import { openSpool } from './spool/spool.ts'
import { StatePublisher } from './state.ts'
import { Uplink } from './uplink/uplink.ts'

/**
 * Starts one gateway: polls its lines, keeps what it reads in its spool until ingest has stored it, and tells its
 * health. Rejects with ConfigError when a profile is wrong; a missing device, broker or network is waited for.
 */
export async function startGateway(config: GatewayConfig, deps: ServiceDeps): Promise<Service> {
  const { time, site } = deps
  const log = deps.log.child({ gateway: config.gateway })
  const problems: Problem[] = []
  const profiles = loadProfiles(site.folder, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  const targets = config.lines.map(line => targetsOf(line, profiles, deps))
  const { maxMegabytes, maxHours } = config.spool
  const spool = await openSpool({
    folder: join(deps.dataDir, config.gateway),
    maxBytes: maxMegabytes * 1024 * 1024,
    maxAge: maxHours * HOUR,
  })
  const uplink = new Uplink(spool, config.zone, config.gateway, { ...deps, log })
  const collector = new Collector(spool, { time, log }, record => uplink.appended(record))
  const bornAt = time.now()
  const lines = config.lines.map(
    (line, i) =>
      new LinePoll(line, targets[i]!, time, {
        offers: offers => collector.offer(offers),
        changed: () => publisher.changed(),
      }),
  )
  const state = (): GatewayState => ({
    gateway: config.gateway,
    online: true,
    at: time.now(),
    zone: config.zone,
    bornAt,
    lines: lines.map(line => line.state),
    devices: lines.flatMap(line => line.devices.map(device => device.state(line.state.id))),
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
  const publisher = new StatePublisher(deps, config.gateway, state)
  const upkeep = [
    time.every(MINUTE, () => spool.expire(time.now())),
    // Against power loss only, and only for what ingest does not have within a second.
    time.every(SECOND * time.speed, () => (spool.last > uplink.stored ? spool.sync() : undefined)),
  ]
  uplink.start()
  publisher.start()
  for (const line of lines) line.start()

  return {
    async stop() {
      await Promise.all(lines.map(line => line.stop()))
      for (const cancel of upkeep) cancel()
      await collector.stop()
      await publisher.stop()
      await uplink.stop()
      await spool.close()
    },
    settled: () => collector.flush(),
  }
}

function targetsOf(line: Line, profiles: Profiles, { site }: ServiceDeps): Target[] {
  return line.devices.map(device => {
    const profile = profiles.get(device.profile)
    if (!profile)
      throw new ConfigError([{ file: 'devices/', message: `there is no profile ${device.profile}` }])
    return targetOf(device, line, profile, site.points)
  })
}
