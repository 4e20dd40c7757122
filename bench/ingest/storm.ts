import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Detection } from '../../model/detection.ts'
import { topicsOf } from '../../model/topics.ts'
import { atLeast, atMost, figure, type Row } from '../row.ts'
import type { BreachPlan } from './plan.ts'
import { forked } from './processes.ts'
import { benchFolder, benchIngest, benchSite, embeddedBroker, megabytes } from './town.ts'

const GATEWAYS = 100
const POINTS = 100
const PATIENCE = 30_000

/** Every point of a large town beyond its limit in the same instant. */
export async function storm(): Promise<Row[]> {
  const folder = benchFolder()
  const site = benchSite(GATEWAYS, POINTS, folder.path)
  const broker = await embeddedBroker()
  const topics = topicsOf(site.config.site)
  const told = new Map<string, number>()
  let last = 0
  await broker.bus.subscribe(
    topics.detections,
    message => {
      const { kind, subject, active } = JSON.parse(Buffer.from(message.payload).toString()) as Detection
      if (kind !== 'pressure-high' || !active) return
      told.set(subject, (told.get(subject) ?? 0) + 1)
      last = Date.now()
    },
    { qos: 1 },
  )
  const ingest = await benchIngest(site, broker.bus, folder.path)
  const plan: BreachPlan = {
    port: broker.port,
    site: site.config.site,
    gateways: GATEWAYS,
    points: POINTS,
    usual: 3,
  }
  const child = forked('breaching', plan)
  let began = 0
  let acknowledged = 0
  const ready = new Promise<void>(resolve =>
    child.on('message', (news: { ready?: boolean; began?: number; acknowledged?: number }) => {
      began = news.began ?? began
      acknowledged = news.acknowledged ?? acknowledged
      if (news.ready) resolve()
    }),
  )
  await ready
  const early = told.size
  child.send('breach')
  for (let waited = 0; waited < PATIENCE && told.size < GATEWAYS * POINTS; waited += 20) await pause(20)
  await ingest.settled()
  // Anything said twice would come now.
  await pause(500)
  const exactly = [...told.values()].filter(times => times === 1).length
  child.disconnect()
  await once(child, 'exit')
  await ingest.stop()
  await broker.stop()
  folder.remove()
  const all = GATEWAYS * POINTS
  const note = `${all} readings in ${GATEWAYS} messages, first byte to last detection heard; all acknowledged after ${acknowledged - began} ms; ${early} said before`
  return [
    atMost('10,000 points breach at once: the last detection', (last - began) / 1_000, 's', 1.5, note),
    atLeast('10,000 points breach at once: said exactly once', exactly, 'detections', all),
    figure('10,000 points breach at once: memory', megabytes(), 'MB', 'peak resident size'),
  ]
}
