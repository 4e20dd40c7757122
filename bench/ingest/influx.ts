import type { History } from '../../ingest/history/history.ts'
import { linesOf } from '../../ingest/history/influx/line.ts'
import { openInflux } from '../../ingest/history/influx/store.ts'
import { startInfluxd } from '../../test/ingest/influxd.ts'
import { atLeast, figure, type Row } from '../row.ts'
import { blocks } from './filling.ts'
import { pointName, USUAL } from './plan.ts'
import { publish } from './processes.ts'
import { benchFolder, benchIngest, benchSite, embeddedBroker, megabytes } from './town.ts'

const GATEWAYS = 200
const POINTS = 100
const SECONDS = 5
const LINES = 5_000
const IN_FLIGHT = 2
/** Seconds of all points that are written raw. */
const RAW_SECONDS = 50

/** Batches through ingest into a real influxd, against nothing but prepared requests to the same program. */
export async function influx(): Promise<Row[]> {
  const raw = await rawWrites()
  const influxd = await startInfluxd()
  const folder = benchFolder()
  const broker = await embeddedBroker()
  const store = openInflux({ url: influxd.url, api: 'v1', bucket: 'bench' })
  let stored = 0
  const history: History = {
    ...store,
    append: async (rows, upTo) => {
      const refused = await store.append(rows, upTo)
      stored += rows.length - refused.length
      return refused
    },
  }
  const site = benchSite(GATEWAYS, POINTS, folder.path)
  const ingest = await benchIngest(site, broker.bus, folder.path, { history })
  let began = 0
  let memory = 0
  const plan = { port: broker.port, connections: GATEWAYS, window: 4, size: POINTS, points: POINTS }
  await publish({ ...plan, seconds: SECONDS }, () => {
    if (began === 0) began = performance.now()
    memory = megabytes()
  })
  await ingest.settled()
  const seconds = (performance.now() - began) / 1_000
  const { readings } = ingest.totals()
  await ingest.stop()
  await broker.stop()
  await influxd.stop()
  folder.remove()
  const rate = stored / seconds
  const note = `${stored} of ${readings} readings in ${seconds.toFixed(1)} s until the last was in influxd; all detectors, 20,000 points; ${Math.round(raw)}/s written raw (${LINES} lines a request, ${IN_FLIGHT} in flight)`
  return [
    atLeast('batches of 100, influxd: of raw writes', (rate / raw) * 100, '%', 50, note),
    figure(
      'batches of 100, influxd',
      rate,
      'readings/s',
      `all stored: ${stored === readings ? 'yes' : 'NO'}`,
    ),
    figure('batches of 100, influxd: memory', memory, 'MB', 'peak while publishing'),
  ]
}

/** Readings a second that influxd takes when their lines are ready and nothing else is done. */
async function rawWrites(): Promise<number> {
  const influxd = await startInfluxd()
  await influxd.query('CREATE DATABASE raw')
  const names = Array.from({ length: GATEWAYS * POINTS }, (_, i) =>
    pointName(Math.floor(i / POINTS), i % POINTS),
  )
  const from = Date.now()
  const bodies: Buffer[] = []
  let lines = 0
  for (const rows of blocks(
    names,
    from,
    from + RAW_SECONDS * 1_000,
    1_000,
    (_, i) => USUAL + (i % 100) / 50,
  )) {
    const all = linesOf(rows)
    lines += all.length
    for (let i = 0; i < all.length; i += LINES) bodies.push(Buffer.from(all.slice(i, i + LINES).join('\n')))
  }
  const began = performance.now()
  const worker = async () => {
    for (let body = bodies.shift(); body; body = bodies.shift()) {
      const { status } = await fetch(`${influxd.url}/write?db=raw&precision=n`, { method: 'POST', body })
      if (status !== 204) throw new Error(`influxd answers ${status}`)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  const seconds = (performance.now() - began) / 1_000
  await influxd.stop()
  return lines / seconds
}
