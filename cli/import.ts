import { basename } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { LngLat, Network } from '../model/network.ts'
import { ConfigError } from '../runtime/config/problems.ts'
import { readInp } from '../runtime/site/inp.ts'
import { NOWHERE, type PlaceOptions } from '../runtime/site/place.ts'
import { CHECKS, checkSite, summary } from './check.ts'
import { pressureZones } from './import/pressure-zones.ts'
import { writeSiteFolder } from './import/site-folder.ts'

interface ImportOptions extends PlaceOptions {
  out: string
  site?: string
  name?: string
  timeZone: string
  policy: string
}

/** `standpipe import network.inp --out site-folder`: a complete site folder from a hydraulic model. */
export function register(program: Command): void {
  program
    .command('import')
    .description('make a site folder from a hydraulic model')
    .argument('<network.inp>', 'EPANET INP file')
    .requiredOption('--out <folder>', 'new or empty folder to write into')
    .option('--name <name>', 'what the utility is called; the file’s name when left out')
    .option('--site <id>', 'id used in topics and file names; made from the name when left out', siteId)
    .option('--origin <lng,lat>', 'where the middle of a network in local coordinates is put', lngLat)
    .option('--projection <epsg>', 'EPSG code or proj4 definition of projected coordinates')
    .addOption(
      new Option('--datum <datum>', 'what coordinates in degrees refer to').choices([
        'wgs84',
        'cgcs2000',
        'gcj02',
        'bd09',
        'local',
      ]),
    )
    .option('--time-zone <zone>', 'IANA time zone', 'Asia/Shanghai')
    .option('--policy <id>', 'rules that tickets follow', 'generic')
    .action(importInp)
}

async function importInp(inp: string, options: ImportOptions): Promise<void> {
  const { origin, projection, datum } = options
  const place = { origin, projection, datum }
  const network = await readInp(inp, place)
  const name = options.name ?? basename(inp).replace(/\.inp$/i, '')
  let counts: string[] = []
  const password = await writeSiteFolder(
    {
      inp,
      out: options.out,
      site: options.site ?? idFrom(name),
      name,
      timeZone: options.timeZone,
      policy: options.policy,
      place,
      zones: pressureZones(network),
    },
    async path => {
      const { site, problems } = await checkSite(path, CHECKS)
      if (!site || problems.length > 0)
        throw new ConfigError(problems.map(problem => ({ ...problem, file: basename(problem.file) })))
      counts = summary(site)
    },
  )
  const says = [
    `${options.out} is a site folder of ${inp}:`,
    ...counts,
    ...(isNowhere(network) ? [NOT_PLACED] : []),
    `The one person in people.yaml is admin, with the password ${password} (said only now).`,
    `Next: standpipe up ${options.out}`,
  ]
  process.stdout.write(`${says.join('\n')}\n`)
}

const NOT_PLACED =
  'The file does not say where on earth the network is: it is drawn around 0° N 0° E. Give --origin lng,lat (or ' +
  '--projection), or write network.origin into site.yaml.'

/** Whether the network was put where networks of no known place go. */
function isNowhere({ nodes }: Network): boolean {
  const far = (axis: 0 | 1) => {
    const values = nodes.map(node => node.at[axis])
    const low = values.reduce((a, b) => Math.min(a, b))
    const high = values.reduce((a, b) => Math.max(a, b))
    return Math.abs((low + high) / 2 - NOWHERE[axis])
  }
  return far(0) < 1e-4 && far(1) < 1e-4
}

/** A site id as near to the name as its alphabet allows. */
function idFrom(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 32)
    .replace(/^-+|-+$/g, '')
  return plain === '' ? 'site' : plain
}

function siteId(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,31}$/.test(text)) return text
  throw new InvalidArgumentError('an id has 1 to 32 of a–z, 0–9 and -, and does not begin with -')
}

function lngLat(text: string): LngLat {
  const parts = text.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  const [lng, lat] = parts
  if (parts.length === 2 && Math.abs(lng!) <= 180 && Math.abs(lat!) <= 90) return [lng!, lat!]
  throw new InvalidArgumentError('write longitude and latitude in degrees, e.g. 117.02,36.66')
}
