import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { openHistory } from '../../ingest/history/open.ts'
import { checkpointIn } from '../../ingest/recall/checkpoints.ts'
import type { Detection } from '../../model/detection.ts'
import { DAY, MINUTE } from '../../model/time.ts'
import { topicsOf } from '../../model/topics.ts'
import type { Site } from '../../runtime/site/site.ts'
import { atMost, figure, type Row } from '../row.ts'
import { fill, townPressure } from './filling.ts'
import type { BreachPlan } from './plan.ts'
import { forked } from './processes.ts'
import { benchFolder, benchIngest, benchSite, embeddedBroker, megabytes } from './town.ts'

const GATEWAYS = 200
const POINTS = 100
const PERIOD = 15 * MINUTE
const DAYS = 30

/**
 * From the start of ingest over a month of a large town to the first detection of a breach that waits for it: with
 * nothing but history, as after a new version, and from a checkpoint, as after any other restart.
 */
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

  const fromHistory = await firstDetection(site, folder.path, true)
  const fromCheckpoint = await firstDetection(site, folder.path, false)
  folder.remove()
  const note = ({ started, detected }: Started) =>
    `${started.toFixed(1)} s until readings are taken, ${detected.toFixed(2)} s from breach to detection`
  return [
    atMost(
      'restart with 20,000 points and 30 days: to the first detection',
      fromCheckpoint.started + fromCheckpoint.detected,
      's',
      10,
      `${note(fromCheckpoint)}; from the checkpoint of the detectors (${Math.round(fromCheckpoint.bytes / 1e6)} MB); ${rows} readings of ${names.length} points, every ${PERIOD / MINUTE} min for ${DAYS} days (filled in ${filled.toFixed(0)} s)`,
    ),
    atMost(
      'the same without a checkpoint',
      fromHistory.started + fromHistory.detected,
      's',
      10,
      `${note(fromHistory)}; limits are watched at once, what is usual is learned behind`,
    ),
    figure(
      'the same: until all 30 days are known again',
      fromHistory.learned,
      's',
      'readings are taken meanwhile',
    ),
    figure(
      'restart: memory',
      megabytes(),
      'MB',
      `peak; ${Math.round(filledMemory)} MB of it before the start`,
    ),
  ]
}

interface Started {
  /** Seconds until readings are taken, and from a breach that waits for it to its detection. */
  started: number
  detected: number
  /** Seconds from the start until the detectors know the past. */
  learned: number
  /** Size of the checkpoint it leaves. */
  bytes: number
}

async function firstDetection(site: Site, folder: string, learns: boolean): Promise<Started> {
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
  const ingest = await benchIngest(site, broker.bus, folder)
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
  if (learns) await ingest.learned()
  const learned = (performance.now() - began) / 1_000
  await ingest.stop()
  await broker.stop()
  const { size } = await stat(checkpointIn(folder))
  return { started, detected, learned, bytes: size }
}
