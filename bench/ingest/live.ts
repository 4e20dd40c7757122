import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startPlatform } from '../../cli/up/platform.ts'
import { createIdentity } from '../../runtime/identity/identity.ts'
import { demoPeople } from '../../runtime/identity/people.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { runningTime } from '../../runtime/time.ts'
import { bigTown } from '../../test/alerting/big-town.ts'
import { atLeast, atMost, figure, type Row } from '../row.ts'
import type { ScreenNews, ScreenPlan } from './plan.ts'
import { forked } from './processes.ts'
import { ALL_TOPICS, benchDetectors, benchFolder, megabytes } from './town.ts'

const GATEWAYS = 100
const POINTS = 100
const RATE = 5_000
/** Points that begin to breach in a second. */
const BREACHES = 20
const SECONDS = 20
const TOKEN = 'bench-token-of-this-run'

/** From a reading in the hands of its publisher to its alarm on a screen, through everything, under load. */
export async function live(): Promise<Row[]> {
  const folder = benchFolder()
  const site = bigTown(GATEWAYS, POINTS)
  site.files.detectors = benchDetectors(folder.path)
  const folderOf = (name: string) => {
    const path = join(folder.path, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  const platform = await startPlatform({
    site,
    time: runningTime(),
    dataDir: { folder: folderOf },
    log: silentLog(),
    metrics: createMetrics(),
    identity: createIdentity({
      people: demoPeople(),
      dataDir: folderOf('identity'),
      time: { now: Date.now },
      fixedToken: TOKEN,
    }),
    http: { host: '127.0.0.1', port: 0 },
    mqtt: { host: '127.0.0.1', port: 0 },
    accounts: { bench: ALL_TOPICS },
    webRoot: join(folder.path, 'web'),
    gateways: false,
  })
  const plan: ScreenPlan = {
    port: platform.broker!.port,
    site: site.config.site,
    gateways: GATEWAYS,
    points: POINTS,
    rate: RATE,
    breaches: BREACHES,
    seconds: SECONDS,
    url: platform.dashboard.url,
    token: TOKEN,
  }
  const child = forked('screen', plan)
  const [news] = (await once(child, 'message')) as [ScreenNews]
  await once(child, 'exit')
  await platform.stop()
  folder.remove()
  const { latencies, breached, repeated, acknowledged } = news
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]
  const note = `${latencies.length} alarms, p50 ${at(0.5)?.toFixed(0)} ms, longest ${at(1)?.toFixed(0)} ms; broker, ingest, alerting and dashboard in one process, the screen sees all ${GATEWAYS * POINTS} points`
  return [
    atMost('publish → alarm on the live socket, p99', at(0.99) ?? Number.POSITIVE_INFINITY, 'ms', 150, note),
    atLeast('publish → live socket: breaches heard', latencies.length, 'alarms', breached),
    atMost(
      'publish → live socket: said again',
      repeated,
      'alarms',
      0,
      'second and later changes of an alarm',
    ),
    atLeast('publish → live socket: load held meanwhile', acknowledged, 'msg/s', RATE * 0.99),
    figure('publish → live socket: memory', megabytes(), 'MB', 'peak resident size of the whole platform'),
  ]
}
