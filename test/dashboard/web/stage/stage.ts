import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import type { Alarm } from '../../../../model/alarm.ts'
import { packageRoot } from '../../../../runtime/root.ts'
import { loadSite } from '../../../../runtime/site/load.ts'
import type { Site } from '../../../../runtime/site/site.ts'
import { runningTime } from '../../../../runtime/time.ts'
import { planInstruments } from '../../../../simulators/devices/planning.ts'
import { writeSite } from '../../../../simulators/site/write.ts'
import { generateTown } from '../../../../simulators/town/town.ts'
import { startTown, type TestTown } from '../../server/town.ts'
import { deskRoutes } from './desk-routes.ts'
import { placeRoutes } from './place-routes.ts'
import { alarmsOf, ticketsOf, valuesOf } from './present.ts'
import { type StagedRoutes, stagedRoutes } from './routes.ts'

export interface Stage extends Omit<TestTown, 'routes'> {
  routes: StagedRoutes
  site: Site
  /** Tells every screen of an alarm as alerting would. */
  tell(alarm: Alarm): Promise<void>
  alarms(): Alarm[]
  /** What screens that connect from now on are told. */
  setAlarms(alarms: Alarm[]): void
}

/** Builds the web app into a folder of its own. */
export async function builtWeb(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'web-'))
  await build({
    root: join(packageRoot, 'dashboard/web'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  })
  return outDir
}

/**
 * The real dashboard server over a generated town, in which the present is what a test says it is.
 * @param change makes another site of the town
 */
export async function startStage(
  webRoot: string,
  change: (site: Site) => Site = site => site,
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'stage-'))
  const town = generateTown({ customers: 1_000, seed: 3 })
  writeSite(town, folder, { plan: planInstruments(town) })
  const site = change(await loadSite(folder))
  const time = runningTime()
  let alarms = alarmsOf(site, time.now())
  const tickets = ticketsOf(site, time.now())
  let dashboard: TestTown | undefined
  const tell = async (alarm: Alarm) => {
    alarms = [...alarms.filter(({ id }) => id !== alarm.id), alarm]
    await dashboard!.bus.publish(dashboard!.topics.alarm(alarm.id), Buffer.from(JSON.stringify(alarm)), {
      qos: 1,
    })
  }
  const routes = stagedRoutes(site, time.now, () => alarms, tell)
  dashboard = await startTown(
    { webRoot },
    {
      site,
      time,
      clock: time,
      latest: () => valuesOf(site, time.now()),
      alarms: () => alarms,
      tickets: () => tickets,
      routes: [
        routes.plugin,
        deskRoutes(routes.heard, () => tickets, time.now),
        placeRoutes(site, routes.heard, time.now),
      ],
    },
  )
  const { stop } = dashboard
  return {
    ...dashboard,
    routes,
    site,
    tell,
    alarms: () => alarms,
    setAlarms: next => {
      alarms = next
    },
    stop: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
