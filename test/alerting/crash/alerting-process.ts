import Fastify from 'fastify'
import { startAlerting } from '../../../alerting/alerting.ts'
import { topicsOf } from '../../../model/topics.ts'
import { silentLog } from '../../../runtime/log.ts'
import { createMetrics } from '../../../runtime/metrics.ts'
import { connectBus } from '../../../runtime/mqtt-bus.ts'
import { runningTime } from '../../../runtime/time.ts'
import { bigTown } from '../big-town.ts'

/** Alerting as a process of its own, to be killed: on an outside broker, with its HTTP API. */
const { broker, dataDir, zones, each } = JSON.parse(process.argv[2]!) as {
  broker: string
  dataDir: string
  zones: number
  each: number
}
const log = silentLog()
const site = bigTown(zones, each)
const bus = await connectBus({ url: broker, clientId: 'alerting', log })
const service = await startAlerting(
  { journal: { store: 'sqlite' } },
  {
    site,
    topics: topicsOf(site.config.site),
    bus,
    time: runningTime(),
    log,
    metrics: createMetrics(),
    dataDir,
  },
)
const app = Fastify()
app.decorateRequest('actor')
app.addHook('onRequest', async request => {
  Object.assign(request, { actor: { id: '李调度', name: '李调度', roles: ['dispatcher'] } })
})
await app.register(service.routes!, { prefix: '/api/v1' })
const address = await app.listen({ port: 0, host: '127.0.0.1' })
process.on('SIGTERM', async () => {
  await service.settled()
  await app.close()
  await service.stop()
  await bus.close()
  process.exit(0)
})
process.send?.(address)
