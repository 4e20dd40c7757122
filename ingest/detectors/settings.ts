import { join } from 'node:path'
import type { Point } from '../../model/point.ts'
import { ConfigError, type Problem } from '../../runtime/config/problems.ts'
import { checkYaml, readYaml, type YamlFile } from '../../runtime/config/yaml.ts'
import { packageRoot } from '../../runtime/root.ts'
import type { Site } from '../../runtime/site/site.ts'
import { DetectorsFile, type Rule, type Section, type Selector } from './settings-schema.ts'

/** Where the defaults stand, as data: a site's `detectors.yaml` has the same form and overrides them. */
export const defaultsFile = join(packageRoot, 'ingest/detectors/defaults.yaml')

/** Every detector's parameters, asked for by point. */
export interface DetectorSettings {
  /** The drinking-water standard whose limits are in force. */
  readonly standard?: string | undefined
  /** The rules for this point merged, the later over the earlier; undefined when the detector is off for it. */
  of<S extends Section>(section: S, point: Point): Rule<S> | undefined
  /** The same without the defaults: what the site itself has chosen for this point. */
  own?<S extends Section>(section: S, point: Point): Rule<S> | undefined
}

/** The defaults with the site's own rules on top, file by file. @throws ConfigError listing every mistake. */
export function detectorSettings(...files: readonly (YamlFile | undefined)[]): DetectorSettings {
  const problems: Problem[] = []
  const chosen = files.flatMap(file => (file && readSettings(file, problems)) ?? [])
  const layers = [readDefaults(problems) ?? {}, ...chosen]
  if (problems.length > 0) throw new ConfigError(problems)
  const standard = layers.reduce<string | undefined>((name, layer) => layer.standard ?? name, undefined)
  // Points of the same kind, position and zone share their rules unless a rule names assets or points.
  const single = new Set(
    layers.flatMap(layer =>
      Object.entries(layer).flatMap(([section, rules]) =>
        Array.isArray(rules) && rules.some(({ for: f }) => f?.asset !== undefined || f?.point !== undefined)
          ? [section]
          : [],
      ),
    ),
  )
  const from = (some: readonly DetectorsFile[]) => {
    const known = new Map<string, Rule<Section> | undefined>()
    return <S extends Section>(section: S, point: Point) => {
      const own = single.has(section) ? point.id : ''
      const key = `${section} ${point.quantity} ${point.position} ${point.zone} ${own}`
      if (!known.has(key)) known.set(key, merged(section, point, some))
      return known.get(key) as Rule<S> | undefined
    }
  }
  return { standard, of: from(layers), own: from(chosen) }

  function merged(section: Section, point: Point, from: readonly DetectorsFile[]) {
    let rules: Record<string, unknown> = {}
    for (const layer of from) {
      for (const rule of (layer[section] ?? []) as Rule<Section>[]) {
        if (fits(rule.for, point, standard)) rules = merge(rules, rule)
      }
    }
    delete rules.for
    return rules.off === true || Object.keys(rules).length === 0 ? undefined : (rules as Rule<Section>)
  }
}

/** Adds what is wrong with the site's `detectors.yaml` to `problems`: form, and ids that name nothing. */
export function checkDetectors(site: Pick<Site, 'files' | 'network' | 'points'>, problems: Problem[]): void {
  const file = site.files.detectors
  const settings = file && readSettings(file, problems)
  if (!settings) return
  const zones = new Set(site.network.zones.map(zone => zone.id))
  const assets = new Set([...site.points.values()].map(point => point.asset))
  for (const [section, rules] of Object.entries(settings)) {
    if (!Array.isArray(rules)) continue
    rules.forEach((rule: { for?: Selector }, i) => {
      const known = { zone: [...zones], asset: [...assets], point: [...site.points.keys()] }
      for (const key of ['zone', 'asset', 'point'] as const) {
        for (const id of list(rule.for?.[key])) {
          if (known[key].some(candidate => matches(id, candidate))) continue
          problems.push({
            file: file.path,
            line: file.lineOf([section, i, 'for', key]),
            field: `${section}[${i}].for.${key}`,
            message: `no ${key} of this site is called "${id}"`,
          })
        }
      }
    })
  }
}

/** What every site starts from. */
export function readDefaults(problems: Problem[]): DetectorsFile | undefined {
  const file = readYaml(defaultsFile, problems)
  return file && readSettings(file, problems)
}

/** The rules of a detectors.yaml; mistakes go to `problems`. */
export function readSettings(file: YamlFile, problems: Problem[]): DetectorsFile | undefined {
  if (file.value === null) return {}
  return checkYaml(DetectorsFile, file, problems) as DetectorsFile | undefined
}

function fits(selector: Selector | undefined, point: Point, standard: string | undefined): boolean {
  if (!selector) return true
  const named = (wanted: string | string[] | undefined, given: string | undefined) =>
    wanted === undefined || (given !== undefined && list(wanted).some(id => matches(id, given)))
  return (
    named(selector.quantity, point.quantity) &&
    named(selector.position, point.position) &&
    named(selector.zone, point.zone) &&
    named(selector.asset, point.asset) &&
    named(selector.point, point.id) &&
    (selector.standard === undefined || selector.standard === standard)
  )
}

function list(value: string | string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

function matches(pattern: string, id: string): boolean {
  if (!pattern.includes('*')) return pattern === id
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`).test(id)
}

function merge(base: Record<string, unknown>, over: object): Record<string, unknown> {
  const merged = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key]
    merged[key] = isPlain(before) && isPlain(value) ? { ...before, ...value } : value
  }
  return merged
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
