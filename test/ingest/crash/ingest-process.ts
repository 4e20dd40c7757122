import { Value } from 'typebox/value'
import { IngestConfig } from '../../../ingest/config.ts'
import { openInflux } from '../../../ingest/history/influx/store.ts'
import { startIngest } from '../../../ingest/start.ts'
import { topicsOf } from '../../../model/topics.ts'
import { startEmbeddedBroker } from '../../../runtime/broker/embedded.ts'
import type { Bus } from '../../../runtime/bus.ts'
import { silentLog } from '../../../runtime/log.ts'
import { createMetrics } from '../../../runtime/metrics.ts'
import { connectBus } from '../../../runtime/mqtt-bus.ts'
import { runningTime } from '../../../runtime/time.ts'
import { aPoint, aSite } from '../site.ts'
import type { CrashPlan } from './plan.ts'

/** Ingest as a process of its own, to be killed: with the embedded broker, or attached to an outside one. */
const plan = JSON.parse(process.argv[2]!) as CrashPlan
const [log, metrics] = [silentLog(), createMetrics()]
let bus: Bus
let openBroker = () => {}
let endBroker = async () => {}
if (plan.embedded) {
  const broker = await startEmbeddedBroker({
    port: plan.port,
    closed: true,
    credentials: { gw: { secret: 'gw', publish: ['#'], subscribe: ['#'] } },
    log,
    metrics,
  })
  bus = broker.bus
  openBroker = broker.open
  endBroker = () => broker.stop()
} else {
  bus = await connectBus({ url: `mqtt://127.0.0.1:${plan.port}`, clientId: 'ingest', log })
}
const points = plan.gateways.map(gateway => aPoint(`${gateway}.flow`))
const ingest = await startIngest(
  { ...(Value.Default(IngestConfig, {}) as IngestConfig), segmentBytes: 65_536, checkpointInterval: 1_000 },
  {
    site: aSite(points),
    topics: topicsOf('test'),
    bus,
    time: runningTime(),
    log,
    metrics,
    dataDir: plan.dataDir,
    ...(plan.influx === undefined
      ? {}
      : { history: openInflux({ url: plan.influx, api: 'v1', bucket: 'town' }) }),
  },
)
openBroker()
process.on('SIGTERM', async () => {
  await ingest.settled()
  await ingest.stop()
  await bus.close()
  await endBroker()
  process.exit(0)
})
process.send?.('ready')
