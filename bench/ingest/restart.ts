import { once } from 'node:events'
import { openHistory } from '../../ingest/history/open.ts'
import type { Detection } from '../../model/detection.ts'
import { DAY, MINUTE } from '../../model/time.ts'
import { topicsOf } from '../../model/topics.ts'
import { atMost, figure, type Row } from '../row.ts'
import { fill, townPressure } from './filling.ts'
import type { BreachPlan } from './plan.ts'
import { forked } from './processes.ts'
import { benchFolder, benchIngest, benchSite, embeddedBroker, megabytes } from './town.ts'

const GATEWAYS = 200
const POINTS = 100
const PERIOD = 15 * MINUTE
const DAYS = 30

/** From the start of ingest over a month of a large town to the first detection of a breach that waits for it. */
export async function restart(): Promise<Row[]> {
  const folder = benchFolder()
  const site = benchSite(GATEWAYS, POINTS, folder.path, PERIOD)
  const names = [...site.points.keys()]
  const now = Date.now()
  const to = Math.floor(now / PERIOD) * PERIOD
  const filling = performance.now()
  const history = await openHistory(site.config.history, folder.path)
  const rows = await fill(history, names, { from: to - DAYS * DAY, to, step: PERIOD }, townPressure)
  await history.close()
  const filled = (performance.now() - filling) / 1_000
  const filledMemory = megabytes()

  const broker = await embeddedBroker()
  const topics = topicsOf(site.config.site)
  const first = new Promise<void>(resolve => {
    void broker.bus.subscribe(
      topics.detections,
      message => {
        const { kind, active } = JSON.parse(Buffer.from(message.payload).toString()) as Detection
        if (kind === 'pressure-high' && active) resolve()
      },
      { qos: 1 },
    )
  })
  const began = performance.now()
  const ingest = await benchIngest(site, broker.bus, folder.path)
  const started = (performance.now() - began) / 1_000
  const plan: BreachPlan = {
    port: broker.port,
    site: site.config.site,
    gateways: 1,
    points: POINTS,
    usual: 0,
  }
  const child = forked('breaching', plan)
  await once(child, 'message')
  const sent = performance.now()
  child.send('breach')
  await first
  const detected = (performance.now() - sent) / 1_000
  child.disconnect()
  await once(child, 'exit')
  await ingest.stop()
  await broker.stop()
  folder.remove()
  const note = `${started.toFixed(1)} s until readings are taken, ${detected.toFixed(2)} s from breach to detection; ${rows} readings of ${names.length} points, every ${PERIOD / MINUTE} min for ${DAYS} days (filled in ${filled.toFixed(0)} s)`
  return [
    atMost(
      'restart with 20,000 points and 30 days: to the first detection',
      started + detected,
      's',
      10,
      note,
    ),
    figure(
      'restart: memory',
      megabytes(),
      'MB',
      `peak; ${Math.round(filledMemory)} MB of it before the start`,
    ),
  ]
}
