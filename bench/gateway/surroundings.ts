import { type ChildProcess, fork, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { Value } from 'typebox/value'
import { GatewayConfig } from '../../gateway/devices.ts'
import type { Point } from '../../model/point.ts'
import { topicsOf } from '../../model/topics.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { connectBus } from '../../runtime/mqtt-bus.ts'
import type { ServiceDeps } from '../../runtime/service.ts'
import { runningTime } from '../../runtime/time.ts'

/** What the far side has seen so far. */
export interface Seen {
  live: number[]
  backlog: number
  readings: number
  stored: number
  reads: number
}

export interface FarSide {
  endpoint: string
  seen(): Promise<Seen>
  stop(): void
}

/** Starts devices and ingest's side in a process of their own. */
export async function farSide(broker?: string): Promise<FarSide> {
  const child: ChildProcess = fork(
    join(import.meta.dirname, `far-side${extname(import.meta.url)}`),
    broker === undefined ? [] : [broker],
    import.meta.url.endsWith('.ts') ? { execArgv: ['--import', 'tsx'] } : {},
  )
  child.once('exit', code => {
    if (code) throw new Error(`the far side ended with ${code}`)
  })
  const next = <T>() => new Promise<T>(resolve => child.once('message', message => resolve(message as T)))
  const { port } = await next<{ port: number }>()
  return {
    endpoint: `127.0.0.1:${port}`,
    seen: () => {
      const answer = next<Seen>()
      child.send('seen?')
      return answer
    },
    stop: () => child.kill(),
  }
}

/** A mosquitto of our own; undefined where it is not installed. */
export async function ownBroker(): Promise<{ url: string; stop(): void } | undefined> {
  const program = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find(existsSync)
  if (program === undefined) return undefined
  const port = await freePort()
  const config = join(mkdtempSync(join(tmpdir(), 'bench-broker-')), 'mosquitto.conf')
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n`)
  const child = spawn(program, ['-c', config], { stdio: 'ignore' })
  for (let i = 0; i < 100 && !(await listens(port)); i++)
    await new Promise(resolve => setTimeout(resolve, 50))
  return { url: `mqtt://127.0.0.1:${port}`, stop: () => child.kill() }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.end(() => resolve(true))).on('error', () =>
      resolve(false),
    )
  })
}

/** A site folder with one profile of so many plain registers. */
export function benchFolder(registers: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-gateway-'))
  mkdirSync(join(folder, 'profiles'))
  const rows = Array.from(
    { length: registers },
    (_, i) => `  - { key: r${i}, name: r${i}, address: ${i}, type: u16 }\n`,
  )
  writeFileSync(
    join(folder, 'profiles', 'bench.yaml'),
    `id: bench\nvendor: none\nmodel: none\nsource: none\ngrade: C\naddressing: wire\nfc: 3\npoints:\n${rows.join('')}`,
  )
  return folder
}

export const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** A devices file's content with its defaults. */
export const configOf = (content: object) =>
  Value.Default(GatewayConfig, { gateway: 'gw', zone: 'Z', ...content }) as GatewayConfig

/** The deps of a gateway with these points whose only profile has so many registers. */
export async function benchDeps(
  broker: string,
  points: readonly string[],
  registers: number,
): Promise<ServiceDeps> {
  const folder = benchFolder(registers)
  const log = silentLog()
  return {
    site: {
      folder,
      config: {
        site: 'bench',
        name: { zh: '', en: '' },
        timeZone: 'Asia/Shanghai',
        policy: 'jinan',
        network: { file: '' },
        http: { host: '', port: 0 },
        broker: { host: '', port: 0 },
        history: { store: 'duckdb' },
        journal: { store: 'sqlite' },
      },
      network: { nodes: [], links: [], valves: [], zones: [], stations: [], customers: [], fittings: [] },
      networkVersion: '',
      points: new Map(points.map(id => [id, pointOf(id)])),
      files: { devices: [], policies: [] },
    },
    topics: topicsOf('bench'),
    bus: await connectBus({ url: broker, clientId: 'bench-gateway', log }),
    time: runningTime(),
    log,
    metrics: createMetrics(),
    dataDir: folder,
  }
}

function pointOf(id: string): Point {
  const name = { zh: id, en: id }
  const range: [number, number] = [0, 1e9]
  return {
    id,
    asset: id,
    quantity: 'status',
    unit: '1',
    kind: 'gauge',
    position: 'network',
    range,
    period: 1_000,
    deadband: 0,
    name,
  }
}
