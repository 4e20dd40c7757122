import { join } from 'node:path'
import { brokerAccounts } from '../../runtime/broker/site-accounts.ts'
import { CodedError, ConfigError } from '../../runtime/config/problems.ts'
import { createIdentity } from '../../runtime/identity/identity.ts'
import { demoPeople, type PeopleFile, peopleIn } from '../../runtime/identity/people.ts'
import type { Logger } from '../../runtime/log.ts'
import type { Registry } from '../../runtime/metrics.ts'
import { packageRoot } from '../../runtime/root.ts'
import type { Site } from '../../runtime/site/site.ts'
import type { TimeSource } from '../../runtime/time.ts'
import { CHECKS, checkSite } from '../check.ts'
import { secretsOf } from '../secrets.ts'
import type { DataDir } from './data-dir.ts'
import { type Demo, startDemo } from './demo.ts'
import type { UpOptions } from './options.ts'
import { type Platform, startPlatform } from './platform.ts'

interface World {
  dataDir: DataDir
  time: TimeSource
  log: Logger
  metrics: Registry
}

/** A started platform: where to open it, and how to stop all of it. */
export interface Started {
  /** Signs in once. */
  url: string
  stop(): Promise<void>
}

/** Starts a site, or a demo town without one. What was started is stopped again when something fails. */
export async function startAll(
  folder: string | undefined,
  options: UpOptions,
  world: World,
): Promise<Started> {
  const demo = folder === undefined ? await startDemo({ ...options, ...world }) : undefined
  let platform: Platform | undefined
  try {
    const site = await checkedSite(demo?.folder ?? folder!)
    const people = demo && !site.files.people ? demoPeople() : peopleIn(site)
    await demo?.remember(site)
    platform = await startSite(site, people, demo, options, world)
    await demo?.join(platform, site.config.site)
    const able = people.people.filter(person => person.disabled !== true)
    const first = able.find(person => person.roles.includes('admin')) ?? able[0]
    if (!first) throw new CodedError('nobody', 'everybody in people.yaml is disabled; nobody could sign in')
    const running = platform
    return {
      url: running.dashboard.signInUrl(first.id),
      stop: async () => {
        await demo?.town.stop()
        await running.stop()
      },
    }
  } catch (error) {
    await demo?.town.stop()
    await platform?.stop()
    throw error
  }
}

function startSite(
  site: Site,
  people: PeopleFile,
  demo: Demo | undefined,
  { host, httpPort, mqttPort, token }: UpOptions,
  { dataDir, time, log, metrics }: World,
): Promise<Platform> {
  const { http, broker } = site.config
  return startPlatform({
    site,
    time,
    dataDir,
    log,
    metrics,
    identity: createIdentity({
      people,
      dataDir: dataDir.folder('identity'),
      time: { now: Date.now },
      ...(token === undefined ? {} : { fixedToken: token }),
    }),
    http: { host: host ?? http.host, port: httpPort ?? http.port },
    mqtt: { host: host ?? broker.host, port: mqttPort ?? broker.port },
    accounts: demo?.accounts ?? brokerAccounts(broker.accounts ?? [], site.config.site),
    secrets: secretsOf(site),
    webRoot: join(packageRoot, 'dist/web'),
  })
}

async function checkedSite(folder: string): Promise<Site> {
  const { site, problems } = await checkSite(folder, CHECKS)
  if (problems.length > 0 || !site) throw new ConfigError(problems)
  return site
}
