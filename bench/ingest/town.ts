import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { IngestConfig } from '../../ingest/config.ts'
import type { History } from '../../ingest/history/history.ts'
import { type IngestService, startIngest } from '../../ingest/start.ts'
import { topicsOf } from '../../model/topics.ts'
import { startEmbeddedBroker } from '../../runtime/broker/embedded.ts'
import type { Bus } from '../../runtime/bus.ts'
import { readYaml, type YamlFile } from '../../runtime/config/yaml.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { connectBus } from '../../runtime/mqtt-bus.ts'
import type { Site } from '../../runtime/site/site.ts'
import { runningTime, type TimeSource } from '../../runtime/time.ts'
import { aPoint, aSite } from '../../test/ingest/site.ts'
import { programPath } from '../../test/needs.ts'
import { LIMIT, pointName } from './plan.ts'

/** Detector settings of a site: an upper limit of pressure that is judged at once, and all the rest as it comes. */
export function benchDetectors(folder: string): YamlFile {
  const file = join(folder, 'detectors.yaml')
  writeFileSync(
    file,
    `limit:\n  - for: { quantity: pressure }\n    high: { value: ${LIMIT}, deadband: 1, onDelay: 0 s, offDelay: 5 min }\n`,
  )
  return readYaml(file, [])!
}

/** A site whose every gateway has so many pressure points, in zones of a hundred. */
export function benchSite(gateways: number, points: number, folder: string, period = 1_000): Site {
  const all = Array.from({ length: gateways }, (_, g) =>
    Array.from({ length: points }, (_, p) =>
      aPoint(pointName(g, p), {
        zone: `Z${Math.floor((g * points + p) / 100)}`,
        range: [0, 160],
        period,
      }),
    ),
  ).flat()
  const site = aSite(all)
  site.files.detectors = benchDetectors(folder)
  const zones = new Set(all.map(({ zone }) => zone!))
  for (const id of zones)
    site.network.zones.push({ id, kind: 'district', name: { zh: id, en: id }, inlets: [], outlets: [] })
  return site
}

export interface Folder {
  path: string
  remove(): void
}

export function benchFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'standpipe-bench-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface BenchBroker {
  bus: Bus
  port: number
  stop(): Promise<void>
}

/** The account of the bench's publishers. */
export const ALL_TOPICS = { secret: 'bench', publish: ['#'], subscribe: ['#'] }

export async function embeddedBroker(): Promise<BenchBroker> {
  return startEmbeddedBroker({
    port: 0,
    credentials: { bench: ALL_TOPICS },
    log: silentLog(),
    metrics: createMetrics(),
  })
}

/** A mosquitto of Debian with its own bus client; undefined where it is not installed. */
export async function mosquittoBroker(): Promise<BenchBroker | undefined> {
  const program = programPath('mosquitto')
  if (!program) return undefined
  const folder = benchFolder()
  const port = await freePort()
  const file = join(folder.path, 'mosquitto.conf')
  const user = process.getuid?.() === 0 ? 'user root\n' : ''
  const limits = 'max_queued_messages 100000\nmax_inflight_messages 1000\n'
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\n${limits}${user}`)
  const child = spawn(program, ['-c', file], { stdio: 'ignore' })
  await accepting(port)
  const bus = await connectBus({
    url: `mqtt://127.0.0.1:${port}`,
    clientId: `bench-${port}`,
    log: silentLog(),
  })
  return {
    bus,
    port,
    async stop() {
      await bus.close()
      child.kill()
      await once(child, 'exit')
      folder.remove()
    },
  }
}

/** The most memory this process has ever held, threads included, MB. */
export const megabytes = () => process.resourceUsage().maxRSS / 1_024

export function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function accepting(port: number) {
  for (;;) {
    const open = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.end())
    })
    if (open) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Ingest as it runs, on a broker. */
export function benchIngest(
  site: Site,
  bus: Bus,
  dataDir: string,
  {
    time = runningTime(),
    history,
    changes = {},
  }: { time?: TimeSource; history?: History; changes?: Partial<IngestConfig> } = {},
): Promise<IngestService> {
  const config = Value.Default(IngestConfig, { ...changes }) as IngestConfig
  return startIngest(config, {
    site,
    topics: topicsOf(site.config.site),
    bus,
    time,
    log: silentLog(),
    metrics: createMetrics(),
    dataDir,
    ...(history ? { history } : {}),
  })
}
