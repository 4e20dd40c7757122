import { type Detection, detectionId } from '../model/detection.ts'
import type { Point } from '../model/point.ts'
import type { Reading } from '../model/reading.ts'
import { HOUR, type Instant, MINUTE } from '../model/time.ts'
import type { YamlFile } from '../runtime/config/yaml.ts'
import type { Site } from '../runtime/site/site.ts'
import { createEngine, type Engine } from './detectors/engine.ts'
import { type DetectorSettings, detectorSettings } from './detectors/settings.ts'
import { type DetectorsFile, SECTIONS, type Section } from './detectors/settings-schema.ts'

/** One time that a condition held. */
export interface Spell {
  kind: string
  subject: string
  start: Instant
  /** null while it still holds at the end of the period. */
  end: Instant | null
  evidence: Detection['evidence']
}

/** How often rules fire: by kind, and the newest spells. */
export interface Firing {
  kinds: { kind: string; spells: number; subjects: number; hours: number }[]
  spells: Spell[]
}

/** Spells listed one by one; all are counted. */
const MOST_LISTED = 200
/** Absence is judged this often, ms of device time. */
const TICK = MINUTE

/** What the rules of a proposal speak of. */
export function sectionsIn(proposal: DetectorsFile): Section[] {
  return (Object.keys(SECTIONS) as Section[]).filter(section => proposal[section] !== undefined)
}

/**
 * Two sets of settings on the same past: the site's present ones and these with the proposal on top, each with the
 * sections of the proposal only.
 * @throws ConfigError naming what is wrong with the proposal
 */
export function previewOf(site: Site, points: readonly Point[], proposal: DetectorsFile) {
  const file: YamlFile = { path: 'proposal', value: proposal, lineOf: () => 1 }
  const own = site.files.detectors
  const sections = sectionsIn(proposal)
  const part: Site = { ...site, points: new Map(points.map(point => [point.id, point])) }
  return {
    present: firing(part, onlyOf(detectorSettings(own), sections), sections),
    proposed: firing(part, onlyOf(detectorSettings(own, file), sections), sections),
  }
}

function onlyOf(settings: DetectorSettings, sections: readonly Section[]): DetectorSettings {
  return {
    of: (section, point) => (sections.includes(section) ? settings.of(section, point) : undefined),
    own: (section, point) => settings.own?.(section, point),
  }
}

/** Detectors at work on the past, and what they have found. */
function firing(site: Site, settings: DetectorSettings, sections: readonly Section[]) {
  const engine: Engine = createEngine({ site, settings })
  const spells = new Map<string, Spell>()
  let nextTick = Number.NaN
  const hear = (found: readonly Detection[]) => {
    for (const detection of found) {
      const { kind, subject, start, at, active, evidence } = detection
      // Pump faults come from contacts and ask for no rule.
      if (kind === 'pump-fault' && !sections.includes('device-state')) continue
      const known = spells.get(detectionId(detection))
      if (known) known.end = active ? null : at
      else if (active) spells.set(detectionId(detection), { kind, subject, start, end: null, evidence })
    }
  }
  return {
    /** In order of device time; history as it is known now. */
    step({ received: _, ...reading }: Reading): void {
      if (!(reading.at < nextTick)) {
        hear(engine.tick(reading.at))
        nextTick = reading.at + TICK
      }
      hear(engine.step(reading, true))
    },
    result(to: Instant): Firing {
      const kinds = new Map<string, { spells: number; subjects: Set<string>; held: number }>()
      for (const { kind, subject, start, end } of spells.values()) {
        const sum = kinds.get(kind) ?? { spells: 0, subjects: new Set<string>(), held: 0 }
        sum.spells++
        sum.subjects.add(subject)
        sum.held += Math.max(0, (end ?? to) - start)
        kinds.set(kind, sum)
      }
      return {
        kinds: [...kinds].map(([kind, { spells, subjects, held }]) => ({
          kind,
          spells,
          subjects: subjects.size,
          hours: held / HOUR,
        })),
        spells: [...spells.values()].slice(-MOST_LISTED),
      }
    },
  }
}
