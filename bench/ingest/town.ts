import { type ChildProcess, fork, spawn } from 'node:child_process'
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
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { connectBus } from '../../runtime/mqtt-bus.ts'
import type { Site } from '../../runtime/site/site.ts'
import { runningTime, type TimeSource } from '../../runtime/time.ts'
import { aPoint, aSite } from '../../test/ingest/site.ts'
import { programPath } from '../../test/needs.ts'
import { type PublisherNews, type PublisherPlan, pointName } from './plan.ts'

/** A site whose every gateway has so many pressure points, in zones of a hundred. */
export function benchSite(gateways: number, points: number): Site {
  const all = Array.from({ length: gateways }, (_, g) =>
    Array.from({ length: points }, (_, p) =>
      aPoint(pointName(g, p), {
        zone: `Z${Math.floor((g * points + p) / 100)}`,
        range: [0, 160],
        period: 1_000,
      }),
    ),
  ).flat()
  const site = aSite(all)
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

export async function embeddedBroker(): Promise<BenchBroker> {
  const all = { secret: 'bench', publish: ['#'], subscribe: ['#'] }
  return startEmbeddedBroker({
    port: 0,
    credentials: { bench: all },
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
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 100000\n${user}`)
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
  { time = runningTime(), history }: { time?: TimeSource; history?: History } = {},
): Promise<IngestService> {
  const config = Value.Default(IngestConfig, {}) as IngestConfig
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

/** Runs a publisher in its own process; `look` is called with each piece of its news. */
export async function publish(
  plan: PublisherPlan,
  look: (news: PublisherNews) => void = () => {},
): Promise<PublisherNews> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'publisher.ts'), [JSON.stringify(plan)], {
    execArgv: ['--import', 'tsx/esm'],
  })
  let last: PublisherNews | undefined
  child.on('message', (news: PublisherNews) => {
    last = news
    look(news)
  })
  await once(child, 'exit')
  return last!
}
