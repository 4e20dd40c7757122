import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, type Problem } from '../../runtime/config/problems.ts'
import { checkYaml, readYaml, type YamlFile } from '../../runtime/config/yaml.ts'
import { packageRoot } from '../../runtime/root.ts'
import type { Site } from '../../runtime/site/site.ts'
import { type Calendar, CalendarData, calendarOf } from '../clocks/calendar.ts'
import { policyProblems } from './check.ts'
import { Policy } from './schema.ts'

/** A policy with the calendar its working days are counted in. */
export interface PolicyInForce {
  policy: Policy
  calendar: Calendar
  /** The same days and office hours in another time zone. */
  calendarIn(zone: string): Calendar
}

const shippedFolder = join(packageRoot, 'policy')

/** Policies that ship with the program and the site's own, by id; a site's own comes first. */
export function policiesOf(site: Pick<Site, 'files'>, problems: Problem[]): Map<string, Policy> {
  const policies = new Map<string, Policy>()
  for (const id of shippedIds()) {
    const policy = readShipped(id, problems)
    if (policy) policies.set(id, policy)
  }
  for (const file of site.files.policies) {
    const policy = readPolicy(file, problems)
    if (policy) policies.set(policy.id, policy)
  }
  return policies
}

/** A shipped policy stands in the file of its id. */
function shippedIds(): string[] {
  return readdirSync(shippedFolder)
    .filter(name => name.endsWith('.yaml'))
    .map(name => name.slice(0, -'.yaml'.length))
}

function readShipped(id: string, problems: Problem[]): Policy | undefined {
  const file = readYaml(join(shippedFolder, `${id}.yaml`), problems, packageRoot)
  return file && readPolicy(file, problems)
}

function readPolicy(file: YamlFile, problems: Problem[]): Policy | undefined {
  const policy = checkYaml(Policy, file, problems)
  if (policy) problems.push(...policyProblems(policy, file))
  return policy
}

/** Everything wrong with a site's policies, for `standpipe check`. */
export function checkPolicies(site: Pick<Site, 'files' | 'config'>, problems: Problem[]): void {
  known(site.config.policy, policiesOf(site, problems).keys(), problems)
}

function known(id: string, ids: Iterable<string>, problems: Problem[]): boolean {
  const all = new Set(ids)
  if (all.has(id)) return true
  const message = `"${id}" is not a policy; write one of ${[...all].sort().join(', ')}`
  problems.push({ file: 'site.yaml', field: 'policy', message })
  return false
}

/** The policy a site works by, with its calendar. Throws ConfigError with everything that is wrong. */
export function policyInForce(site: Pick<Site, 'files' | 'config'>, id = site.config.policy): PolicyInForce {
  const problems: Problem[] = []
  const own = new Map<string, Policy>()
  for (const file of site.files.policies) {
    const policy = readPolicy(file, problems)
    if (policy) own.set(policy.id, policy)
  }
  const there = known(id, [...shippedIds(), ...own.keys()], problems)
  const policy = own.get(id) ?? (there ? readShipped(id, problems) : undefined)
  const days = readCalendar(problems)
  if (problems.length > 0 || !policy || !days) throw new ConfigError(problems)
  const calendar = calendarOf(days, policy.timeZone)
  const calendarIn = (zone: string) => (zone === policy.timeZone ? calendar : calendarOf(days, zone))
  return { policy, calendar, calendarIn }
}

/** A policy that ships with the program. Throws ConfigError when there is none of this id. */
export function shippedPolicy(id: string): PolicyInForce {
  const files = { devices: [], policies: [] }
  return policyInForce({ files, config: { policy: id } as Site['config'] })
}

function readCalendar(problems: Problem[]): CalendarData | undefined {
  const file = readYaml(join(shippedFolder, 'calendar/china.yaml'), problems, packageRoot)
  return file && checkYaml(CalendarData, file, problems)
}
