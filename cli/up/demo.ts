import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { TicketView } from '../../model/ticket.ts'
import { DAY } from '../../model/time.ts'
import { topicsOf } from '../../model/topics.ts'
import type { BrokerAccount } from '../../runtime/broker/accounts.ts'
import type { Logger } from '../../runtime/log.ts'
import type { Registry } from '../../runtime/metrics.ts'
import type { Site } from '../../runtime/site/site.ts'
import type { TimeSource } from '../../runtime/time.ts'
import { sourcesOf } from '../../simulators/site/device-files.ts'
import { writeSite } from '../../simulators/site/write.ts'
import { type RunningTown, startTown } from '../../simulators/start.ts'
import { generateTown } from '../../simulators/town/town.ts'
import type { DataDir } from './data-dir.ts'
import { rememberPast } from './past.ts'
import type { Platform } from './platform.ts'

export interface DemoOptions {
  customers: number
  seed: number
  scenario: string
  time: TimeSource
  dataDir: DataDir
  log: Logger
  metrics: Registry
  /** How much of the town's past there is, ms. */
  past?: number
}

/** A simulated town whose site folder has been written and whose devices can be polled. */
export interface Demo {
  folder: string
  town: RunningTown
  /** The town's devices at the broker; the password lives as long as this process. */
  accounts: Record<string, BrokerAccount>
  /** Tells history what was before, on a first start; before the platform is started. */
  remember(site: Site): Promise<number>
  /** Lets loggers and meters publish and incidents happen, once everything that should notice is running. */
  join(platform: Platform, site: string): Promise<void>
}

/** Makes the demo town, its devices and, in the data folder, its site. Throws CodedError `unknown-scenario`. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { customers, seed, scenario, time, dataDir, log, metrics } = options
  const town = generateTown({ customers, seed })
  const running = await startTown({
    town,
    time,
    scenario,
    past: options.past ?? DAY,
    stateFile: join(dataDir.folder('town'), 'counters.json'),
    log: log.child({ service: 'town' }),
    metrics,
  })
  const folder = dataDir.folder('site')
  writeSite(town, folder, {
    plan: running.plan,
    modbus: { host: '127.0.0.1', addresses: running.addresses },
  })
  const secret = randomBytes(18).toString('base64url')
  return {
    folder,
    town: running,
    accounts: {
      town: {
        secret,
        publish: sourcesOf(running.plan).map(source => source.topic.replace(/\{\w+\}/g, '+')),
        subscribe: [],
      },
    },
    remember: site => rememberPast(running.past(), site, dataDir.folder('ingest')),
    async join({ bus, broker }, site) {
      await bus.subscribe(topicsOf(site).tickets, ({ payload }) => {
        running.onTicket(JSON.parse(Buffer.from(payload).toString()) as TicketView)
      })
      if (broker)
        running.connect({ url: `mqtt://${broker.host}:${broker.port}`, username: 'town', password: secret })
      running.play()
    },
  }
}
