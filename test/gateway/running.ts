import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { Value } from 'typebox/value'
import { GatewayConfig } from '../../gateway/devices.ts'
import { startGateway } from '../../gateway/gateway.ts'
import { watermarks } from '../../ingest/intake/watermarks.ts'
import type { GatewayState } from '../../model/gateway-state.ts'
import type { Point } from '../../model/point.ts'
import { QUANTITIES, type Quantity } from '../../model/quantity.ts'
import { type Batch, fromBatch, type Reading } from '../../model/reading.ts'
import { topicsOf } from '../../model/topics.ts'
import { startEmbeddedBroker } from '../../runtime/broker/embedded.ts'
import type { Bus } from '../../runtime/bus.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import type { ServiceDeps } from '../../runtime/service.ts'
import type { Site } from '../../runtime/site/site.ts'
import { type SteppedTime, steppedTime } from '../../runtime/stepped-time.ts'

export const NOON = Date.UTC(2026, 10, 22, 4)

/** `asset.quantity` as a point that expects a reading every 10 s. */
export function aPoint(id: string, fields: Partial<Point> = {}): Point {
  const quantity = (fields.quantity ?? id.split('.')[1] ?? 'pressure') as Quantity
  const { unit, kind, range, zh, en } = QUANTITIES[quantity]
  return {
    id,
    asset: id.split('.')[0]!,
    quantity,
    unit,
    kind,
    position: 'network',
    range: [...range],
    period: 10_000,
    deadband: 0,
    name: { zh, en },
    ...fields,
  }
}

export function aSite(points: readonly Point[], folder = '/nowhere'): Site {
  return {
    folder,
    config: {
      site: 'test',
      name: { zh: '测试', en: 'test' },
      timeZone: 'Asia/Shanghai',
      policy: 'jinan',
      network: { file: 'network.inp' },
      http: { host: '127.0.0.1', port: 0 },
      broker: { host: '127.0.0.1', port: 0 },
      history: { store: 'duckdb' },
      journal: { store: 'sqlite' },
    },
    network: { nodes: [], links: [], valves: [], zones: [], stations: [], customers: [], fittings: [] },
    networkVersion: '0',
    points: new Map(points.map(point => [point.id, point])),
    files: { devices: [], policies: [] },
  }
}

/** A devices file's content with its defaults filled in. */
export const gatewayOf = (content: object): GatewayConfig =>
  Value.Default(GatewayConfig, { gateway: 'gw-1', zone: 'Z1', ...content }) as GatewayConfig

export interface RunOptions {
  points: readonly Point[]
  config: GatewayConfig
  time?: SteppedTime
  /** Says that batches are stored as soon as they come, as ingest does. */
  ingest?: boolean
  dataDir?: string
  folder?: string
}

/** A bus whose connection can be cut and mended. */
function cuttable(bus: Bus): Bus & { cut(): void; mend(): void } {
  const listeners = new Set<(connected: boolean) => void>()
  let whole = true
  const set = (connected: boolean) => {
    whole = connected
    for (const listener of listeners) listener(connected)
  }
  return {
    publish: async (...message) => {
      if (!whole) throw new CodedError('bus-down', 'the test has cut the connection')
      return bus.publish(...message)
    },
    subscribe: (...subscription) => bus.subscribe(...subscription),
    get connected() {
      return whole && bus.connected
    },
    onConnection: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => bus.close(),
    cut: () => set(false),
    mend: () => set(true),
  }
}

/** A gateway with an embedded broker, on stepped time; hears what it sends. */
export async function runGateway({
  points,
  config,
  time = steppedTime(NOON),
  ingest = true,
  ...rest
}: RunOptions) {
  const dataDir = rest.dataDir ?? (await mkdtemp(join(tmpdir(), 'standpipe-gateway-')))
  const log = silentLog()
  const metrics = createMetrics()
  const broker = await startEmbeddedBroker({ port: 0, log, metrics })
  const bus = cuttable(broker.bus)
  const topics = topicsOf('test')
  const batches: Batch[] = []
  const options = { storing: true }
  const stored = watermarks()
  const states: GatewayState[] = []
  await broker.bus.subscribe(topics.ups, async ({ payload }) => {
    const batch = JSON.parse(Buffer.from(payload).toString()) as Batch
    batches.push(batch)
    if (ingest && options.storing) {
      const { gateway: from } = batch
      stored.note(batch)
      await broker.bus.publish(topics.stored(from), JSON.stringify(stored.stored(from)), {
        qos: 1,
        retain: true,
      })
    }
  })
  await broker.bus.subscribe(topics.gateways, ({ payload }) => {
    states.push(JSON.parse(Buffer.from(payload).toString()) as GatewayState)
  })
  const deps: ServiceDeps = {
    site: aSite(points, rest.folder),
    topics,
    bus,
    time,
    log,
    metrics,
    dataDir,
  }
  const gateway = await startGateway(config, deps)
  let stopped = false
  const stopGateway = async () => {
    if (!stopped) await gateway.stop()
    stopped = true
  }
  return {
    gateway,
    time,
    broker,
    bus,
    /** Set `storing` to false for an ingest that takes nothing. */
    options,
    topics,
    batches,
    states,
    metrics,
    dataDir,
    get readings(): Reading[] {
      return batches.flatMap(batch => fromBatch(batch, 0).readings.map(({ received, ...reading }) => reading))
    },
    /** Newest reading of a point. */
    latest(point: string): Reading | undefined {
      return this.readings.findLast(reading => reading.point === point)
    },
    /** Newest state as published. */
    get state(): GatewayState {
      return states.at(-1)!
    },
    /** State as it is at this moment. */
    gatewayState: () => gateway.state(),
    /** Messages of sources heard so far. */
    messagesWaiting: () => (gateway.state().sources ?? []).some(source => source.messages > 0),
    /** The gateway's own HTTP routes. */
    async api() {
      const app = Fastify()
      await app.register(gateway.routes!, { prefix: '/api/v1' })
      return app
    },
    stopGateway,
    async stop({ keep = false } = {}) {
      await stopGateway()
      await broker.stop()
      if (!keep) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
