import type { IngestService } from '../../ingest/start.ts'
import { topicsOf } from '../../model/topics.ts'
import { atLeast, type Row } from '../row.ts'
import {
  type BenchBroker,
  benchFolder,
  benchIngest,
  benchSite,
  embeddedBroker,
  mosquittoBroker,
  publish,
} from './town.ts'

const SECONDS = 5
/** Left out at the beginning: connections, compilation, first files. */
const WARM = 1_500

/** Messages a second that `count` grows by while a publisher runs, after its warm-up. */
async function rate(
  broker: BenchBroker,
  connections: number,
  size: number,
  count: (acknowledged: number) => number,
) {
  let first: { at: number; n: number } | undefined
  let last = { at: 0, n: 0 }
  const points = size === 1 ? 1 : 100
  const window = connections >= 1_000 ? 4 : 40
  await publish({ port: broker.port, connections, window, size, points, seconds: SECONDS }, news => {
    if (news.done) return
    const now = { at: news.elapsed, n: count(news.acknowledged) }
    if (news.elapsed >= WARM) first ??= now
    last = now
  })
  return first && last.at > first.at ? ((last.n - first.n) / (last.at - first.at)) * 1_000 : 0
}

/** The broker alone, with a subscriber that does nothing before it lets the message be acknowledged. */
async function floor(open: () => Promise<BenchBroker | undefined>, connections: number, size: number) {
  const broker = await open()
  if (!broker) return undefined
  let taken = 0
  await broker.bus.subscribe(
    topicsOf('test').ups,
    async () => {
      taken++
    },
    { qos: 1, beforeAck: true, atOnce: 2_000 },
  )
  const found = await rate(broker, connections, size, () => taken)
  await broker.stop()
  return found
}

/** The same with ingest: what is durable. */
export async function throughIngest(
  open: () => Promise<BenchBroker | undefined>,
  connections: number,
  size: number,
  points: number,
) {
  const broker = await open()
  if (!broker) return undefined
  const folder = benchFolder()
  const cpu = process.cpuUsage()
  const ingest: IngestService = await benchIngest(benchSite(connections, points), broker.bus, folder.path)
  const found = await rate(broker, connections, size, () => ingest.totals().messages)
  await ingest.settled()
  const { user, system } = process.cpuUsage(cpu)
  const readings = ingest.totals().readings
  await ingest.stop()
  await broker.stop()
  folder.remove()
  return { rate: found, cpu: (user + system) / Math.max(1, readings), rss: process.memoryUsage.rss() / 1e6 }
}

export async function singleReadings(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [name, open, goal] of [
    ['embedded', embeddedBroker, 20_000],
    ['mosquitto', mosquittoBroker, 15_000],
  ] as const) {
    for (const connections of [100, 1_000]) {
      const bare = await floor(open, connections, 1)
      const full = await throughIngest(open, connections, 1, 1)
      if (bare === undefined || full === undefined) continue
      const share = full.rate / bare
      const note = `${(share * 100).toFixed(0)} % of the bare broker's ${Math.round(bare)}/s; goal 60 %: ${share >= 0.6 ? 'met' : 'not met'}; RSS ${Math.round(full.rss)} MB`
      rows.push(
        atLeast(
          `single readings durable, ${name}, ${connections} connections`,
          full.rate,
          'msg/s',
          goal,
          note,
        ),
      )
    }
  }
  return rows
}

export async function batches(): Promise<Row[]> {
  const bare = await floor(embeddedBroker, 200, 100)
  const full = await throughIngest(embeddedBroker, 200, 100, 100)
  const note = `all detectors on, 20,000 points; ${full!.cpu.toFixed(2)} µs CPU a reading over all threads; bare broker ${Math.round(bare! * 100)} readings/s; RSS ${Math.round(full!.rss)} MB`
  return [atLeast('batches of 100 durable, embedded', full!.rate * 100, 'readings/s', 300_000, note)]
}
