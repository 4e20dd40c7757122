import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { knownUnit } from '../model/units.ts'
import type { Problem } from '../runtime/config/problems.ts'
import { checkYaml, readYaml } from '../runtime/config/yaml.ts'
import { packageRoot } from '../runtime/root.ts'
import { registersOf } from './decode/raw.ts'
import { type FunctionCode, wireAddress } from './plan.ts'
import { Profile, type ProfilePoint } from './profile.ts'

export type Profiles = ReadonlyMap<string, Profile>

/**
 * The shipped device profiles and the site's own (`<site>/profiles/*.yaml`; one of the same id replaces ours). Each
 * is in a file of its id. What is wrong in them goes to `problems`, and that profile is left out.
 * @param only Ids to load; all when left out.
 */
export function loadProfiles(
  siteFolder: string | undefined,
  problems: Problem[],
  only?: ReadonlySet<string>,
): Profiles {
  const shipped = join(packageRoot, 'gateway', 'profiles')
  const folders = siteFolder === undefined ? [shipped] : [shipped, join(siteFolder, 'profiles')]
  const profiles = new Map<string, Profile>()
  for (const folder of folders.filter(existsSync)) {
    for (const name of readdirSync(folder).sort()) {
      const id = /^(.+)\.ya?ml$/.exec(name)?.[1]
      if (id === undefined || (only && !only.has(id))) continue
      const profile = loadProfile(join(folder, name), id, problems)
      if (profile) profiles.set(id, profile)
    }
  }
  return profiles
}

function loadProfile(path: string, id: string, problems: Problem[]): Profile | undefined {
  const file = readYaml(path, problems)
  const profile = file && checkYaml(Profile, file, problems)
  if (!file || !profile) return undefined
  const found = profileProblems(profile)
  for (const { index, message } of found) {
    const field = ['points', index]
    problems.push({ file: file.path, line: file.lineOf(field), field: `points[${index}]`, message })
  }
  if (profile.id !== id) {
    const message = `the profile ${profile.id} belongs into a file of its name, ${profile.id}.yaml`
    problems.push({ file: file.path, line: file.lineOf(['id']), field: 'id', message })
  }
  return found.length === 0 && profile.id === id ? profile : undefined
}

/** What the answer of a CJ/T 188 meter says. */
const METER_FIELDS = ['volume', 'settlementVolume', 'valve', 'batteryLow']

/** What a schema cannot say about a profile: keys that refer to each other, units, function codes. */
export function profileProblems(profile: Profile): { index: number; message: string }[] {
  // The first of two of a key stays; the mistake is the second.
  const keys = new Map(profile.points.toReversed().map(point => [point.key, point]))
  return profile.points.flatMap((point, index) =>
    [...pointProblems(profile, point, keys)]
      .concat(keys.get(point.key) === point ? [] : [`the key ${point.key} is used twice; give each its own`])
      .map(message => ({ index, message })),
  )
}

function* pointProblems(profile: Profile, point: ProfilePoint, keys: Map<string, ProfilePoint>) {
  const refers = [point.scaleFrom, point.addFrom, point.unitFrom?.key, point.statusFrom?.key]
  for (const key of refers.filter(key => key !== undefined)) {
    if (!keys.has(key)) yield `refers to ${key}, which is not a key of this profile`
  }
  const units = [point.unit, ...Object.values(point.unitFrom?.units ?? {})].filter(unit => unit !== undefined)
  for (const unit of units) if (!knownUnit(unit)) yield `the unit "${unit}" is not known`
  if (profile.protocol === 'cjt188') {
    if (!METER_FIELDS.includes(String(point.address)))
      yield `a meter has no "${point.address}"; it has: ${METER_FIELDS.join(', ')}`
    return
  }
  if (typeof point.address !== 'number') yield 'the address must be a register number'
  const fc = point.fc ?? profile.fc
  if (fc === undefined) yield 'has no function code: give fc here or for the whole profile'
  else if (typeof point.address === 'number') {
    const start = wireAddress(point.address, fc as FunctionCode, profile.addressing)
    if (start < 0 || start + registersOf(point.type, point.length) > 65_536)
      yield `the address ${point.address} is on the wire ${start}; there are 0 to 65535 (modicon counts from 1)`
  }
  if ((fc === 1 || fc === 2) !== (point.type === 'bit'))
    yield 'function codes 1 and 2 go with type bit, and only they'
  if (point.type === 'string' && point.length === undefined) yield 'a string needs its length in registers'
  if (!point.bits) return
  const width = registersOf(point.type) * 16
  if (point.bits[0] > point.bits[1]) yield 'bits: the lower bit comes first'
  if (point.bits[1] >= width) yield `bits: ${point.type} has bits 0 to ${width - 1}`
}
