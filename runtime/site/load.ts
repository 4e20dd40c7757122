import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Network } from '../../model/network.ts'
import { pemOf, tlsMistakes } from '../broker/broker-tls.ts'
import { accountMistakes } from '../broker/site-accounts.ts'
import { CodedError, ConfigError, type Problem } from '../config/problems.ts'
import { checkYaml, problemAt, readYaml, type YamlFile } from '../config/yaml.ts'
import { readAttributes, readCustomers, readFittings, readValves } from './asset-files.ts'
import { type Draft, draftOf, pathOf } from './draft.ts'
import { readInp } from './inp.ts'
import { describeFault, InpInvalid } from './inp-fault.ts'
import { readPoints } from './points-file.ts'
import { type Site, SiteConfig } from './site.ts'
import { versionOf } from './version.ts'
import { readStations, readZones } from './zone-files.ts'
import { assignZones, wholeNetwork } from './zoning.ts'

/** Mistakes shown of one file: a wrong column in 200,000 rows is one mistake, not 200,000. */
const SHOWN_PER_FILE = 40

export interface LoadOptions {
  /**
   * False leaves the network out, and with it the check of ids against it: for a gateway in a cabinet, which needs
   * neither and should start at once.
   */
  network?: boolean
}

/**
 * Reads a site folder. Throws ConfigError with everything that is wrong in it, each with file, line and field.
 * The content of devices, policies, detectors and people is left to the services that own it.
 */
export async function loadSite(folder: string, options: LoadOptions = {}): Promise<Site> {
  const problems: Problem[] = []
  const site = await readSite(folder, problems, options)
  if (problems.length > 0 || !site) throw new ConfigError(shortened(problems))
  return site
}

async function readSite(
  folder: string,
  problems: Problem[],
  { network: wanted = true }: LoadOptions,
): Promise<Site | undefined> {
  const file = readSiteYaml(folder, problems)
  if (!file) return undefined
  const config = checkYaml(SiteConfig, file, problems)
  if (config) checkTimeZone(config.timeZone, file, problems)
  if (config) checkAccounts(config, file, problems)
  if (config?.broker.tls) checkTls(folder, config.broker, file, problems)
  const files = readFiles(folder, problems)
  const skeleton = config && wanted ? await skeletonOf(folder, config, file, problems) : undefined
  const datum = config?.network.datum
  const draft = draftOf(folder, problems, skeleton, datum === 'local' ? undefined : datum)
  if (wanted) completeNetwork(draft)
  const points = readPoints(draft)
  if (!config) return undefined
  return { folder, config, network: draft.network, networkVersion: versionOf(draft.network), points, files }
}

function readSiteYaml(folder: string, problems: Problem[]): YamlFile | undefined {
  const path = join(folder, 'site.yaml')
  if (existsSync(path)) return readYaml(path, problems)
  const message = 'there is no such file; a site folder has one with the name, the time zone and the network'
  problems.push({ file: pathOf({ folder }, 'site.yaml'), message })
  return undefined
}

async function skeletonOf(
  folder: string,
  config: SiteConfig,
  file: YamlFile,
  problems: Problem[],
): Promise<Network | undefined> {
  const { file: name, ...options } = config.network
  try {
    return await readInp(join(folder, name), options)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    if (!(error instanceof InpInvalid)) problems.push(problemAt(file, ['network', 'file'], error.message))
    else
      for (const fault of error.faults) {
        const line = fault.line === undefined ? {} : { line: fault.line }
        problems.push({ file: pathOf({ folder }, name), ...line, message: describeFault(fault) })
      }
    return undefined
  }
}

function completeNetwork(draft: Draft): void {
  const { network } = draft
  network.zones = readZones(draft)
  network.stations = readStations(draft)
  readAttributes(draft)
  network.valves = readValves(draft)
  network.fittings = readFittings(draft)
  network.customers = readCustomers(draft)
  if (network.zones.length === 0 && draft.complete) network.zones = [wholeNetwork(network)]
  for (const zone of network.zones) draft.zones.add(zone.id)
  assignZones(network)
}

function readFiles(folder: string, problems: Problem[]): Site['files'] {
  const one = (name: string) =>
    existsSync(join(folder, name)) ? readYaml(join(folder, name), problems) : undefined
  const all = (name: string) => {
    const entries = existsSync(join(folder, name)) ? readdirSync(join(folder, name)).sort() : []
    return entries
      .filter(entry => /\.ya?ml$/.test(entry))
      .flatMap(entry => readYaml(join(folder, name, entry), problems) ?? [])
  }
  const detectors = one('detectors.yaml')
  const people = one('people.yaml')
  const notify = one('notify.yaml')
  return {
    devices: all('devices'),
    policies: all('policy'),
    ...(detectors ? { detectors } : {}),
    ...(people ? { people } : {}),
    ...(notify ? { notify } : {}),
  }
}

function checkTimeZone(timeZone: string, file: YamlFile, problems: Problem[]): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    problems.push(
      problemAt(
        file,
        ['timeZone'],
        `${timeZone} is not a known time zone; write one like Asia/Shanghai or Europe/Berlin`,
      ),
    )
  }
}

function checkAccounts({ site, broker }: SiteConfig, file: YamlFile, problems: Problem[]): void {
  if (broker.accounts === undefined) return
  const list = ['broker', 'accounts']
  for (const [path, message] of accountMistakes(broker.accounts, site, broker.url === undefined))
    problems.push(problemAt(file, [...list, ...path], message))
}

function checkTls(
  folder: string,
  { tls = {}, url }: SiteConfig['broker'],
  file: YamlFile,
  problems: Problem[],
) {
  const path = ['broker', 'tls']
  const mistakes = [...tlsMistakes(tls, url)]
  for (const message of mistakes) problems.push(problemAt(file, path, message))
  if (mistakes.length > 0) return
  try {
    pemOf(tls, folder)
  } catch (error) {
    problems.push(problemAt(file, path, (error as Error).message))
  }
}

function shortened(problems: Problem[]): Problem[] {
  const count = new Map<string, number>()
  const shown = problems.filter(({ file }) => {
    count.set(file, (count.get(file) ?? 0) + 1)
    return count.get(file)! <= SHOWN_PER_FILE
  })
  const rest = [...count].filter(([, many]) => many > SHOWN_PER_FILE)
  return [
    ...shown,
    ...rest.map(([file, many]) => ({ file, message: `and ${many - SHOWN_PER_FILE} more problems` })),
  ]
}
