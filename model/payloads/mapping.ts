import { type JsonPath, jsonPath } from './json-path.ts'
import type { PayloadSource, PayloadValue, TimeField } from './source.ts'
import { type Names, namePattern, type TopicPattern, template, topicPattern } from './topic.ts'
import type { Target } from './value.ts'

/** A time field with its path compiled. */
export interface TimeAt {
  path: JsonPath
  format: string | undefined
}

/** A value found by JSON path. */
export interface PathValue extends Target {
  path: JsonPath
  each: JsonPath | undefined
  time: TimeAt | undefined
  quality: JsonPath | undefined
  unit: JsonPath | undefined
  base: JsonPath | undefined
  names: [name: string, path: JsonPath][]
}

/** A source's mapping, compiled once. */
export interface Mapping {
  source: PayloadSource
  zone: string
  topic: TopicPattern
  time: TimeAt | undefined
  names: [name: string, path: JsonPath][]
  items: JsonPath
  /** For the forms whose values are found by path. */
  paths: PathValue[]
  /** For the forms whose values have names: every mapping that asks for this one. */
  named(name: string): { target: Target; caught: Names }[]
}

const NONE: never[] = []
/** Names remembered with what they map to; senders have few names, an attacker any number. */
const REMEMBERED = 10_000

/**
 * Compiles a source.
 * @param zone IANA zone used where the source names none.
 * @param byPath Whether the form's values are found by JSON path; metric names are no paths.
 * Throws an Error for a path that is none: sources are checked when the site is (sourceMistakes).
 */
export function mappingOf(source: PayloadSource, zone: string, byPath: boolean): Mapping {
  return {
    source,
    zone: source.timeZone ?? zone,
    topic: topicPattern(source.topic),
    time: timeAt(source.time),
    names: namesAt(source.names),
    items: jsonPath(source.items?.path ?? '$'),
    paths: byPath ? source.values.map(pathValue) : NONE,
    named: byPath ? () => NONE : byName(source.values),
  }
}

function pathValue(spec: PayloadValue): PathValue {
  const path = (text: string | undefined) => (text === undefined ? undefined : jsonPath(text))
  return {
    ...targetOf(spec),
    path: jsonPath(spec.path),
    each: path(spec.each),
    time: timeAt(spec.time),
    quality: path(spec.quality),
    unit: path(spec.unitPath),
    base: path(spec.series?.base),
    names: namesAt(spec.names),
  }
}

function targetOf(spec: PayloadValue): Target {
  return { spec, point: template(spec.point) }
}

function timeAt(time: TimeField | undefined): TimeAt | undefined {
  return time && { path: jsonPath(time.path), format: time.format }
}

function namesAt(names: Readonly<Record<string, string>> | undefined): [string, JsonPath][] {
  return Object.entries(names ?? {}).map(([name, path]) => [name, jsonPath(path)])
}

function byName(values: readonly PayloadValue[]): Mapping['named'] {
  const patterns = values.map(spec => ({ target: targetOf(spec), pattern: namePattern(spec.path) }))
  const known = new Map<string, ReturnType<Mapping['named']>>()
  return name => {
    let found = known.get(name)
    if (!found) {
      found = patterns.flatMap(({ target, pattern }) => {
        const caught = pattern.match(name)
        return caught ? [{ target, caught }] : []
      })
      if (known.size < REMEMBERED) known.set(name, found)
    }
    return found
  }
}
