import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Point } from '../model/point.ts'
import type { Problem } from '../runtime/config/problems.ts'
import type { YamlFile } from '../runtime/config/yaml.ts'
import { type SettingsFile, settingsFile } from '../runtime/settings/settings-file.ts'
import { type Change, type SettingsJournal, settingsJournal } from '../runtime/settings/settings-journal.ts'
import type { Site } from '../runtime/site/site.ts'
import { type Limit, limitsOf } from './detectors/limits-of.ts'
import { REPLACEABLE } from './detectors/replaceable.ts'
import { checkDetectors, type DetectorSettings, detectorSettings } from './detectors/settings.ts'
import { type DetectorsFile, SECTIONS, type Section, type Selector } from './detectors/settings-schema.ts'

/** A rule that a person sets, or takes away with `rule: null`. The rule with the same `for` is replaced. */
export interface RuleChange {
  version: string
  section: Section
  for?: Selector
  rule: Record<string, unknown> | null
  by: string
  reason: string
}

/** The site's detectors.yaml while ingest runs: read, changed, and as much of it in force as can be at once. */
export interface DetectorRules {
  /** As the file stands, and which sections have been changed since the start but wait for the next one. */
  now(): Promise<{ version: string; rules: DetectorsFile; waiting: Section[] }>
  /** What the file says now, for previews. */
  file(): YamlFile | undefined
  settings(): DetectorSettings
  limits(point: Point): Limit[]
  /** Throws as SettingsFile.change does. */
  set(change: RuleChange): Promise<{ version: string; effect: 'now' | 'restart'; entry: Change }>
  journal: SettingsJournal
}

export interface RulesOptions {
  site: Site
  /** Ingest's own folder. */
  dataDir: string
  now(): number
  /**
   * Puts new settings to work as far as it can be done at once.
   * @param wholly nothing that has been changed waits for the next start
   */
  apply(settings: DetectorSettings, wholly: boolean): void
}

/** Opens the site's detector rules for reading and changing. */
export function detectorRules({ site, dataDir, now, apply }: RulesOptions): DetectorRules {
  const journal = settingsJournal(join(dataDir, 'settings.jsonl'))
  const zones = new Map(site.network.zones.map(zone => [zone.id, zone]))
  let yaml = site.files.detectors
  let settings = detectorSettings(yaml)
  const waiting = new Set<Section>()
  const file: SettingsFile = settingsFile({
    file: join(site.folder, 'detectors.yaml'),
    name: 'detectors.yaml',
    journal,
    now,
    check: (next, problems) => checkRules(site, next, problems),
  })
  return {
    journal,
    file: () => yaml,
    settings: () => settings,
    limits: point => limitsOf(point, settings, zones),
    now: async () => {
      const { version, yaml: present } = await file.now()
      return { version, rules: (present.value ?? {}) as DetectorsFile, waiting: [...waiting] }
    },
    set: async ({ version, section, for: selector, rule, by, reason }) => {
      const changed = await file.change({
        version,
        by,
        reason,
        subject: `${section} ${wordsOf(selector)}`.trim(),
        edit: document => setRule(document, section, selector, rule),
        record: ({ value }) => findRule(value, section, selector) ?? null,
      })
      yaml = changed.yaml
      settings = detectorSettings(yaml)
      const effect = REPLACEABLE[section] ? 'now' : 'restart'
      if (effect === 'now') apply(settings, waiting.size === 0)
      else waiting.add(section)
      return { version: changed.version, effect, entry: changed.entry }
    },
  }
}

/** What is wrong with a detectors.yaml on this site: form, names, and limits that stand in the wrong order. */
function checkRules(site: Site, yaml: YamlFile, problems: Problem[]): void {
  checkDetectors({ ...site, files: { ...site.files, detectors: yaml } }, problems)
  if (problems.length > 0) return
  const settings = detectorSettings(yaml)
  const before = detectorSettings(site.files.detectors)
  const zones = new Map(site.network.zones.map(zone => [zone.id, zone]))
  for (const point of site.points.values()) {
    const wrong = disorder(limitsOf(point, settings, zones))
    // What was out of order before is not this change's doing.
    if (!wrong || disorder(limitsOf(point, before, zones))) continue
    problems.push({
      file: yaml.path,
      field: 'limit',
      message: `${point.id}: ${wrong}; limits must rise from very-low to very-high`,
    })
    if (problems.length >= 20) return
  }
}

function disorder(limits: readonly Limit[]): string | undefined {
  for (let i = 1; i < limits.length; i++) {
    const [lower, upper] = [limits[i - 1]!, limits[i]!]
    if (lower.value >= upper.value)
      return `${lower.level} ${lower.value} is not below ${upper.level} ${upper.value}`
  }
  return undefined
}

const sameSelector = (a: unknown, b: Selector | undefined) => isDeepStrictEqual(a ?? {}, b ?? {})

function findRule(file: unknown, section: Section, selector: Selector | undefined): unknown {
  const rules = (file as DetectorsFile | null)?.[section] as { for?: Selector }[] | undefined
  return rules?.findLast(rule => sameSelector(rule.for, selector))
}

/** Changes one rule of the document and leaves everything else, comments too, as it is. */
function setRule(
  document: Document,
  section: Section,
  selector: Selector | undefined,
  rule: Record<string, unknown> | null,
): void {
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never
  const top = document.contents as unknown as YAMLMap
  const found = top.get(section)
  const list = isSeq(found) ? found : (document.createNode([]) as YAMLSeq)
  if (!isSeq(found)) top.set(section, list)
  const plain = list.toJS(document) as { for?: Selector }[]
  const at = plain.findLastIndex(one => sameSelector(one.for, selector))
  const head = selector === undefined ? {} : { for: selector }
  if (rule === null) {
    if (at >= 0) list.delete(at)
    if (list.items.length === 0) top.delete(section)
    return
  }
  const item = at < 0 ? undefined : list.items[at]
  if (!isMap(item)) {
    list.add(document.createNode({ ...head, ...rule }))
    return
  }
  merge(document, item, { ...head, ...rule })
}

/** Makes a map of the document say this, touching only what differs: what is not touched keeps its comments. */
function merge(document: Document, map: YAMLMap, wanted: Readonly<Record<string, unknown>>): void {
  for (const pair of [...map.items]) {
    const key = String(pair.key)
    if (!(key in wanted)) map.delete(key)
  }
  for (const [key, value] of Object.entries(wanted)) {
    const before = map.get(key, true)
    if (isMap(before) && isPlain(value)) merge(document, before, value)
    else if (isScalar(before) && isScalarValue(value)) before.value = value
    else map.set(key, document.createNode(value, { flow: true }))
  }
}

const isScalarValue = (value: unknown) => value === null || typeof value !== 'object'
const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function wordsOf(selector: Selector | undefined): string {
  return Object.entries(selector ?? {})
    .map(([key, value]) => `${key}:${Array.isArray(value) ? value.join(',') : value}`)
    .join(' ')
}

/** The names of all sections. */
export const SECTION_NAMES = Object.keys(SECTIONS) as Section[]
