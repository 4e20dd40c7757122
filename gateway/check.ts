import { basename } from 'node:path'
import { sourceMistakes } from '../model/payloads/check.ts'
import type { Point } from '../model/point.ts'
import { siUnit } from '../model/units.ts'
import type { Problem } from '../runtime/config/problems.ts'
import { checkYaml, type YamlFile } from '../runtime/config/yaml.ts'
import type { Site } from '../runtime/site/site.ts'
import { type Device, GatewayConfig, type Line, type PointRoute } from './devices.ts'
import type { ProfilePoint } from './profile.ts'
import { loadProfiles, type Profiles } from './profiles.ts'

interface Seen {
  profiles: Profiles
  /** Ids of profiles with a mistake, which is told where it is and not of each device again. */
  spoilt: ReadonlySet<string>
  points: ReadonlyMap<string, Point>
  /** What was used already, and where. */
  gateways: Map<string, string>
  devices: Map<string, string>
  routes: Map<string, string>
}

/**
 * The gateways of a site, one a devices file. Everything wrong with the files and with the profiles goes to
 * `problems`; a file with a mistake is left out of the result.
 * @param onlyUsed Profiles that no device names are not looked at: for a quick start.
 */
export function checkDevices(
  site: Pick<Site, 'folder' | 'points' | 'files'>,
  problems: Problem[],
  { onlyUsed = false } = {},
): GatewayConfig[] {
  const known = problems.length
  const named = onlyUsed ? profilesNamed(site.files.devices) : undefined
  const seen: Seen = {
    profiles: loadProfiles(site.folder, problems, named),
    spoilt: new Set(problems.slice(known).map(({ file }) => basename(file).replace(/\.ya?ml$/, ''))),
    points: site.points,
    gateways: new Map(),
    devices: new Map(),
    routes: new Map(),
  }
  return site.files.devices.flatMap(file => {
    if (isCentral(file.value)) return []
    const before = problems.length
    const config = checkYaml(GatewayConfig, file, problems)
    if (config) for (const problem of gatewayProblems(file, config, seen)) problems.push(problem)
    const spoilt = config?.lines.some(({ devices }) =>
      devices.some(({ profile }) => seen.spoilt.has(profile)),
    )
    return config && problems.length === before && !spoilt ? [config] : []
  })
}

/** Sources without a gateway publish to the central broker: ingest reads those. */
function isCentral(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'sources' in value && !('gateway' in value)
}

function profilesNamed(files: readonly YamlFile[]): Set<string> {
  const found = new Set<string>()
  const visit = (value: unknown) => {
    if (value === null || typeof value !== 'object') return
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'profile' && typeof inner === 'string') found.add(inner)
      else visit(inner)
    }
  }
  for (const file of files) visit(file.value)
  return found
}

type Path = (string | number)[]

function* gatewayProblems(file: YamlFile, config: GatewayConfig, seen: Seen): Generator<Problem> {
  const at = (path: Path, message: string): Problem => ({
    file: file.path,
    line: file.lineOf(path),
    field: path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join(''),
    message,
  })
  const once = (map: Map<string, string>, key: string, what: string) => {
    const first = map.get(key)
    if (first === undefined) map.set(key, file.path)
    return first === undefined ? undefined : `${what} ${key} is already in ${first}`
  }
  const twice = once(seen.gateways, config.gateway, 'the gateway')
  if (twice) yield at(['gateway'], twice)
  for (const [i, source] of config.sources.entries()) {
    for (const { path, message } of sourceMistakes(source)) yield at(['sources', i, ...path], message)
  }
  // The same private address in another pump house is another device.
  const endpoints = new Map<string, string>()
  for (const [l, line] of config.lines.entries()) {
    const path = ['lines', l]
    for (const message of lineProblems(line)) yield at(path, message)
    const endpoint = line.tcp ?? line.rtuOverTcp ?? line.rtu?.path
    const shared = endpoint && once(endpoints, endpoint, 'a line to')
    if (shared)
      yield at(path, `${shared}; put its devices on that line: a connection takes one request at a time`)
    const protocols = new Set(
      line.devices.map(device => seen.profiles.get(device.profile)?.protocol ?? 'modbus'),
    )
    if (protocols.size > 1)
      yield at(path, `the line ${line.id} mixes Modbus and CJ/T 188; give each a line of its own`)
    for (const [d, device] of line.devices.entries()) {
      const where = [...path, 'devices', d]
      const again = once(seen.devices, device.id, 'the device')
      if (again) yield at([...where, 'id'], again)
      for (const [rest, message] of deviceProblems(device, line, seen, key =>
        once(seen.routes, key, 'the point'),
      ))
        yield at([...where, ...rest], message)
    }
  }
}

function* lineProblems(line: Line): Generator<string> {
  const ways = [line.tcp, line.rtuOverTcp, line.rtu].filter(way => way !== undefined).length
  if (ways !== 1) yield `the line ${line.id} needs exactly one of tcp, rtuOverTcp and rtu`
}

function* deviceProblems(
  device: Device,
  line: Line,
  seen: Seen,
  routeOnce: (point: string) => string | undefined,
): Generator<[Path, string]> {
  const profile = seen.profiles.get(device.profile)
  if (!profile && seen.spoilt.has(device.profile)) return
  if (!profile) {
    yield [
      ['profile'],
      `there is no profile ${device.profile}; there are: ${[...seen.profiles.keys()].join(', ')}`,
    ]
    return
  }
  if (profile.protocol === 'cjt188' && (line.tcp !== undefined || device.address === undefined))
    yield [['profile'], 'a CJ/T 188 meter needs its 14-digit address, and a line with rtu or rtuOverTcp']
  const keys = new Map(profile.points.map(point => [point.key, point]))
  for (const [key, route] of Object.entries(device.points)) {
    const offered = keys.get(key)
    const { point: id, unit } = routeOf(route)
    const point = seen.points.get(id)
    const path = ['points', key]
    if (!offered) yield [path, `${device.profile} has no ${key}; it has: ${[...keys.keys()].join(', ')}`]
    if (!point) yield [path, `the point ${id} is not in points.csv`]
    if (offered && point) for (const message of unitProblems(offered, unit, point)) yield [path, message]
    const again = routeOnce(id)
    if (again) yield [path, `${again}; a point has one source`]
  }
}

function* unitProblems(offered: ProfilePoint, set: string | undefined, point: Point): Generator<string> {
  if (offered.type === 'string') yield `${offered.key} is a text; only numbers go to a point`
  const units =
    set === undefined ? (offered.unitFrom ? Object.values(offered.unitFrom.units) : [offered.unit]) : [set]
  for (const unit of units) {
    if (unit === undefined) continue
    const si = siUnit(unit)
    if (si !== point.unit)
      yield `${offered.key} is in ${unit}, which does not become ${point.unit} of ${point.id}`
  }
}

/** A route in its long form. */
export function routeOf(route: Device['points'][string]): PointRoute {
  return typeof route === 'string' ? { point: route } : route
}
