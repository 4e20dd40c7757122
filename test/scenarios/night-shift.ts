import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeDataDir } from '../../cli/up/data-dir.ts'
import { type Demo, startDemo } from '../../cli/up/demo.ts'
import { type Platform, startPlatform } from '../../cli/up/platform.ts'
import type { Alarm } from '../../model/alarm.ts'
import type { TicketView } from '../../model/ticket.ts'
import { createIdentity } from '../../runtime/identity/identity.ts'
import { demoPeople } from '../../runtime/identity/people.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { loadSite } from '../../runtime/site/load.ts'
import type { Site } from '../../runtime/site/site.ts'
import { type SteppedTime, steppedTime } from '../../runtime/stepped-time.ts'

/** The embedded platform with a living town, on time that moves only when told to. */
export interface Shift {
  time: SteppedTime
  site: Site
  demo: Demo
  platform: Platform
  /** Lets the town live on and everything it said reach alarms and tickets. */
  live(ms: number): Promise<void>
  alarms(kind?: string): Alarm[]
  tickets(): TicketView[]
  end(): Promise<void>
}

/** Begins a shift in a small town at the given local instant, e.g. `2026-07-01T02:00:00+08:00`. */
export async function beginShift(
  from: string,
  { seed = 1, customers = 1_000, scenario = 'quiet' } = {},
): Promise<Shift> {
  const folder = mkdtempSync(join(tmpdir(), 'standpipe-shift-'))
  const time = steppedTime(Date.parse(from))
  const dataDir = takeDataDir(folder)
  const log = silentLog()
  const metrics = createMetrics()
  const demo = await startDemo({ customers, seed, scenario, time, dataDir, log, metrics })
  const site = await loadSite(demo.folder)
  await demo.remember(site)
  const platform = await startPlatform({
    site,
    time,
    dataDir,
    log,
    metrics,
    identity: createIdentity({
      people: demoPeople(),
      dataDir: dataDir.folder('identity'),
      fixedToken: 'night-shift-token',
      time: { now: Date.now },
    }),
    http: { host: '127.0.0.1', port: 0 },
    mqtt: { host: '127.0.0.1', port: 0 },
    accounts: demo.accounts,
    webRoot: join(folder, 'no-screens'),
  })
  await demo.join(platform, site.config.site)
  return {
    time,
    site,
    demo,
    platform,
    async live(ms) {
      await time.advance(ms)
      await platform.settled()
    },
    alarms: kind => platform.alerting.alarms().filter(alarm => kind === undefined || alarm.kind === kind),
    tickets: () => platform.alerting.tickets(),
    async end() {
      await demo.town.stop()
      await platform.stop()
      dataDir.release()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
