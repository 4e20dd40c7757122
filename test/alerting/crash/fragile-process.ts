import Fastify from 'fastify'
import Database from 'libsql'
import pg from 'pg'
import { type AlertingConfig, startAlerting } from '../../../alerting/alerting.ts'
import { topicsOf } from '../../../model/topics.ts'
import type { Bus } from '../../../runtime/bus.ts'
import { silentLog } from '../../../runtime/log.ts'
import { createMetrics } from '../../../runtime/metrics.ts'
import { connectBus } from '../../../runtime/mqtt-bus.ts'
import { runningTime, series, type TimeSource } from '../../../runtime/time.ts'
import { bigTown } from '../big-town.ts'
import { notifyFile } from '../notify-file.ts'

/** What the process is told when it starts, and what it may be told later. */
export interface Plan {
  broker: string
  dataDir: string
  journal: AlertingConfig['journal']
  receiver: string
  zones: number
  start: number
}
/** Where time stands now, and between which two steps it ends: at the n-th place it comes by. */
export interface Orders {
  now: number
  dieAt: number
}

let places = 0
let dieAt = Infinity
/** A place between two steps: here the process may end without a word. */
function place() {
  if (++places === dieAt) process.kill(process.pid, 'SIGKILL')
}

const { exec } = Database.prototype
Database.prototype.exec = function (this: Database.Database, sql: string) {
  if (sql !== 'COMMIT') return exec.call(this, sql)
  place()
  const done = exec.call(this, sql)
  place()
  return done
}
const query = pg.Pool.prototype.query as (...args: unknown[]) => Promise<unknown>
pg.Pool.prototype.query = async function (this: pg.Pool, ...args: unknown[]) {
  if (!String(args[0]).includes('INSERT')) return query.apply(this, args)
  place()
  const done = await query.apply(this, args)
  place()
  return done
} as typeof pg.Pool.prototype.query

function fragile(bus: Bus): Bus {
  return {
    publish: async (...message) => {
      place()
      await bus.publish(...message)
      place()
    },
    subscribe: (filter, handler, options) =>
      bus.subscribe(
        filter,
        async message => {
          place()
          await handler(message)
          place()
        },
        options,
      ),
    onConnection: listener => bus.onConnection(listener),
    get connected() {
      return bus.connected
    },
    close: () => bus.close(),
  }
}

const plan = JSON.parse(process.argv[2]!) as Plan
const running = runningTime()
let ahead = plan.start - running.now()
const shifted: Pick<TimeSource, 'now' | 'at'> = {
  now: () => running.now() + ahead,
  at: (instant, task) => running.at(instant - ahead, task),
}
const time: TimeSource = { ...running, ...shifted, every: series(shifted) }
process.on('message', (orders: Orders) => {
  ahead = orders.now - running.now()
  places = 0
  dieAt = orders.dieAt
  process.send?.('ready')
})

const log = silentLog()
const site = bigTown(plan.zones, 3)
site.files.notify = notifyFile(`channels: { hook: { type: webhook, url: '${plan.receiver}', perMinute: 600 } }
rules: [{ on: [ticketOpened], to: [hook] }]`)
const bus = fragile(await connectBus({ url: plan.broker, clientId: 'alerting', log }))
const { journal, dataDir } = plan
const deps = { site, topics: topicsOf('town'), bus, time, log, metrics: createMetrics(), dataDir }
const service = await startAlerting({ journal }, deps)
const app = Fastify()
app.decorateRequest('actor')
app.addHook('onRequest', async request => {
  Object.assign(request, { actor: { id: '李调度', name: '李调度', roles: ['admin'] } })
})
app.addHook('onSend', async ({ method }) => {
  if (method === 'POST') place()
})
await app.register(service.routes!, { prefix: '/api/v1' })
process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }))
