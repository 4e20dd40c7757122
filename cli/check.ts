import type { Command } from 'commander'
import { readNotify } from '../alerting/notify/load.ts'
import { checkPolicies } from '../alerting/policy/load.ts'
import { checkDevices } from '../gateway/check.ts'
import { checkDetectors } from '../ingest/detectors/settings.ts'
import { qualitySettings } from '../ingest/quality/settings.ts'
import { checkSources } from '../ingest/sources.ts'
import { ConfigError, describeProblem, type Problem } from '../runtime/config/problems.ts'
import { readPeople } from '../runtime/identity/people.ts'
import { loadSite } from '../runtime/site/load.ts'
import type { Site } from '../runtime/site/site.ts'
import { readSources } from '../runtime/site/sources.ts'
import { checkGatewayAccounts } from './check/gateway-accounts.ts'

/** A service's own look at its part of a site; what is wrong goes to `problems`. */
export type SiteCheck = (site: Site, problems: Problem[]) => void

/** What a check found: a site when it can be read at all, and everything wrong with it. */
export interface Checked {
  site?: Site
  problems: readonly Problem[]
}

/** Reads a site folder and lets every service check its part. Never throws for what is wrong in the folder. */
export async function checkSite(folder: string, checks: readonly SiteCheck[]): Promise<Checked> {
  try {
    const site = await loadSite(folder)
    const problems: Problem[] = []
    for (const check of checks) check(site, problems)
    return { site, problems }
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems }
    throw error
  }
}

/** What a good site consists of, one line a thing. */
export function summary(site: Site): string[] {
  const { nodes, links, zones, valves, customers, stations } = site.network
  const metres = links.reduce((sum, link) => sum + (link.kind === 'pipe' ? link.length : 0), 0)
  const people = (site.files.people?.value as { people?: unknown[] } | undefined)?.people
  const counts: [string, number | string][] = [
    ['nodes', nodes.length],
    ['links', links.length],
    ['km of pipe', (metres / 1_000).toFixed(1)],
    ['zones', zones.length],
    ['isolation valves', valves.length],
    ['stations', stations.length],
    ['customers', customers.length],
    ['points', site.points.size],
    ['devices', site.files.devices.reduce((sum, file) => sum + devicesIn(file.value), 0)],
    ['people', people?.length ?? 0],
  ]
  return counts.map(([what, count]) => `${String(count).padStart(9)} ${what}`)
}

function devicesIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + devicesIn(item), 0)
  if (value === null || typeof value !== 'object') return 0
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === 'devices' && Array.isArray(inner) ? inner.length : devicesIn(inner)),
    0,
  )
}

/** Every service's look at its part of a site. */
export const CHECKS: readonly SiteCheck[] = [
  (site, problems) => void checkDevices(site, problems),
  checkGatewayAccounts,
  (site, problems) => {
    const before = problems.length
    checkSources(site, problems)
    // The gateways' own sources too, and where the values go; the same mistake is not told twice.
    if (problems.length === before) readSources(site.files.devices, site.points, problems)
  },
  checkDetectors,
  (site, problems) => void qualitySettings(site, problems),
  checkPolicies,
  (site, problems) => void (site.files.people && readPeople(site.files.people, problems)),
  (site, problems) => void readNotify(site, problems),
]

/** `standpipe check <site>`. */
export function register(program: Command): void {
  program
    .command('check')
    .description('check a site folder and list every mistake')
    .argument('<site>', 'site folder')
    .action(async (folder: string) => {
      const { site, problems } = await checkSite(folder, CHECKS)
      for (const problem of problems) process.stdout.write(`${describeProblem(problem)}\n`)
      if (problems.length > 0) {
        process.stdout.write(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n`)
        process.exitCode = 1
        return
      }
      process.stdout.write(`${site!.config.name.en} (${site!.config.site}) is in order\n`)
      for (const line of summary(site!)) process.stdout.write(`${line}\n`)
    })
}
