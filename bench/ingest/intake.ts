import { topicsOf } from '../../model/topics.ts'
import { atLeast, type Row } from '../row.ts'
import { publish } from './processes.ts'
import {
  type BenchBroker,
  benchFolder,
  benchIngest,
  benchSite,
  embeddedBroker,
  megabytes,
  mosquittoBroker,
} from './town.ts'

const SECONDS = 6
/** Left out at the beginning: connections, compilation, first files. */
const WARM = 2_000
/** Messages under way at once over all connections. */
const UNDER_WAY = 4_000
const BATCHES_UNDER_WAY = 800

type Open = () => Promise<BenchBroker | undefined>
interface Load {
  connections: number
  /** Readings of a message. */
  size: number
  /** Points of each connection. */
  points: number
}

/** What `count` grows by in a second while a publisher runs, after its warm-up. */
async function rate(port: number, load: Load, count: () => number): Promise<number> {
  let first: { at: number; n: number } | undefined
  let last = { at: 0, n: 0 }
  const underWay = load.size === 1 ? UNDER_WAY : BATCHES_UNDER_WAY
  const window = Math.max(1, underWay / load.connections)
  await publish({ port, ...load, window, seconds: SECONDS }, ({ done }) => {
    if (done) return
    const now = { at: performance.now(), n: count() }
    first ??= now
    if (now.at - first.at < WARM && last.at === 0) return
    if (last.at === 0) first = now
    last = now
  })
  return first && last.at > first.at ? ((last.n - first.n) / (last.at - first.at)) * 1_000 : 0
}

/** Readings a second through the broker alone, to a subscriber that does nothing before it is acknowledged. */
async function floor(open: Open, load: Load): Promise<number> {
  const broker = (await open())!
  let taken = 0
  await broker.bus.subscribe(
    topicsOf('test').ups,
    async () => {
      taken += load.size
    },
    { qos: 1, beforeAck: true, atOnce: 2_000 },
  )
  const found = await rate(broker.port, load, () => taken)
  await broker.stop()
  return found
}

/** The same with ingest: readings that have become durable a second. */
export async function throughIngest(open: Open, load: Load) {
  const broker = (await open())!
  const folder = benchFolder()
  const site = benchSite(load.connections, load.points, folder.path)
  const ingest = await benchIngest(site, broker.bus, folder.path)
  const cpu = process.cpuUsage()
  const found = await rate(broker.port, load, () => ingest.totals().readings)
  await ingest.settled()
  const { user, system } = process.cpuUsage(cpu)
  const { readings } = ingest.totals()
  await ingest.stop()
  await broker.stop()
  folder.remove()
  return { rate: found, cpu: (user + system) / Math.max(1, readings) }
}

const thousands = (value: number) => Math.round(value).toLocaleString('en')

/** The broker alone and with ingest, and their ratio. */
async function compared(name: string, open: Open, load: Load, goal: number): Promise<Row[]> {
  const unit = load.size === 1 ? 'msg/s' : 'readings/s'
  const bare = await floor(open, load)
  const { rate: full, cpu } = await throughIngest(open, load)
  const note = `QoS 1, acknowledged once durable; the bare broker takes ${thousands(bare)}; ${cpu.toFixed(1)} µs CPU a reading over all threads of broker and ingest; peak memory so far ${Math.round(megabytes())} MB`
  const rows = [atLeast(name, full, unit, goal, note)]
  if (load.size === 1)
    rows.push(atLeast(`${name}: of the bare broker`, (full / bare) * 100, '%', 60, 'same run'))
  return rows
}

/** Every reading a message of its own. */
export async function singles(): Promise<Row[]> {
  const rows: Row[] = []
  const brokers: [string, Open, number][] = [
    ['embedded', embeddedBroker, 20_000],
    ['mosquitto', mosquittoBroker, 15_000],
  ]
  for (const [broker, open, goal] of brokers)
    for (const connections of [100, 1_000]) {
      const name = `single readings, ${broker}, ${connections} connections`
      rows.push(...(await compared(name, open, { connections, size: 1, points: 1 }, goal)))
    }
  return rows
}

/** Gateways' batches, 20,000 points. */
export function batches(): Promise<Row[]> {
  const load = { connections: 200, size: 100, points: 100 }
  return compared('batches of 100, embedded, all detectors, 20,000 points', embeddedBroker, load, 300_000)
}
