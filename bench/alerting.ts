import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAlerting } from '../alerting/alerting.ts'
import type { Network } from '../model/network.ts'
import { topicsOf } from '../model/topics.ts'
import { alternatives } from '../model/trace/alternatives.ts'
import { graphOf } from '../model/trace/graph.ts'
import { isolate } from '../model/trace/isolation.ts'
import { startEmbeddedBroker } from '../runtime/broker/embedded.ts'
import { silentLog } from '../runtime/log.ts'
import { createMetrics } from '../runtime/metrics.ts'
import { steppedTime } from '../runtime/stepped-time.ts'
import { bigTown } from '../test/alerting/big-town.ts'
import { atMost, figure, type Row } from './row.ts'

/** A storm of detections through the embedded broker and a journal on disk, a restart after it, and traces. */
export async function run(): Promise<Row[]> {
  return [...(await storm()), ...traces(15_000, 50), ...traces(200_000, 500)]
}

async function storm(): Promise<Row[]> {
  const site = bigTown(40, 250)
  const dataDir = mkdtempSync(join(tmpdir(), 'standpipe-bench-alerting-'))
  const log = silentLog()
  const broker = await startEmbeddedBroker({ port: 0, log, metrics: createMetrics() })
  const topics = topicsOf(site.config.site)
  const time = steppedTime(Date.parse('2026-03-02T03:00:00+08:00'))
  const deps = { site, topics, bus: broker.bus, time, log, metrics: createMetrics(), dataDir }
  const start = () => startAlerting({ journal: { store: 'sqlite' } }, deps)
  let service = await start()
  const points = [...site.points.keys()]
  const send = (point: string) => {
    const now = time.now()
    const detection = {
      kind: 'pressure-low',
      subject: point,
      point,
      start: now,
      at: now,
      active: true,
      evidence: {},
    }
    return broker.bus.publish(topics.detection('pressure-low', point), JSON.stringify(detection), {
      qos: 1,
      retain: true,
    })
  }
  // Code that has never run is slow: the first zone warms it.
  await Promise.all(points.slice(0, 250).map(send))
  const cpu = process.cpuUsage()
  const began = performance.now()
  await Promise.all(points.map(send))
  const took = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  await service.settled()
  const tickets = service.tickets().length
  await service.stop()
  const again = performance.now()
  service = await start()
  await service.settled()
  const restart = (performance.now() - again) / 1_000
  await service.stop()
  await broker.stop()
  rmSync(dataDir, { recursive: true })
  const note = `${points.length} detections in 40 zones → ${tickets} tickets, each durable before it is acknowledged`
  return [
    atMost('storm: 10,000 detections', took, 's', 1.5, note),
    figure('storm: CPU time', (user + system) / 1e6, 's', 'broker, alerting and publisher in one process'),
    atMost('restart after the storm', restart, 's', 3, 'journal folded, retained detections heard again'),
  ]
}

/** A looped grid in which every second pipe end has a valve. */
function grid(nodes: number): Network {
  const width = Math.round(Math.sqrt(nodes * 1.5))
  const height = Math.ceil(nodes / width)
  const network: Network = {
    nodes: [],
    links: [],
    valves: [],
    zones: [],
    stations: [],
    customers: [],
    fittings: [],
  }
  let seed = 1
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
  const at: [number, number] = [117, 36]
  const id = (x: number, y: number) => `N${x}-${y}`
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const source = (x === 0 && y === 0) || (x === width - 1 && y === height - 1)
      network.nodes.push({ id: id(x, y), kind: source ? 'reservoir' : 'junction', at, elevation: 0 })
      const name = { zh: id(x, y), en: id(x, y) }
      network.customers.push({ id: `C${x}-${y}`, node: id(x, y), at, name, households: 3 })
      for (const [dx, dy] of [
        [1, 0],
        [0, 1],
      ] as const) {
        if (x + dx >= width || y + dy >= height || random() < 0.3) continue
        const [from, to] = [id(x, y), id(x + dx, y + dy)]
        const link = `${from}>${to}`
        network.links.push({ id: link, kind: 'pipe', from, to, length: 100, diameter: 100, vertices: [] })
        for (const node of [from, to]) {
          if (random() < 0.5) network.valves.push({ id: `${link}@${node}`, link, node, at, diameter: 100 })
        }
      }
    }
  }
  return network
}

function traces(nodes: number, goal: number): Row[] {
  const network = grid(nodes)
  const compile = performance.now()
  const graph = graphOf(network)
  const compiled = performance.now() - compile
  const assets = Array.from({ length: 40 }, (_, i) => network.links[(i * 7_919) % network.links.length]!.id)
  for (const asset of assets.slice(0, 10)) isolate(graph, asset)
  const [plain, full]: [number[], number[]] = [[], []]
  for (const asset of assets) {
    const began = performance.now()
    const plan = isolate(graph, asset)
    plain.push(performance.now() - began)
    alternatives(graph, asset, plan)
    full.push(performance.now() - began)
  }
  const p95 = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!
  const size = `${network.nodes.length} nodes, ${network.links.length} pipes, ${network.valves.length} valves`
  return [
    atMost(`isolation trace, ${nodes} nodes (p95)`, p95(plain), 'ms', goal, size),
    figure(
      `with the cost of every stuck valve, ${nodes} nodes (p95)`,
      p95(full),
      'ms',
      'one wider trace a valve',
    ),
    figure(`graph made once, ${nodes} nodes`, compiled, 'ms'),
  ]
}
