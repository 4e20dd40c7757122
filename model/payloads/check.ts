import { knownUnit } from '../units.ts'
import { jsonPath } from './json-path.ts'
import { type Form, PATH_FORMS, type PayloadSource, type PayloadValue } from './source.ts'
import { knownFormat, knownZone } from './timestamp.ts'
import { namePattern, namesIn, topicPattern } from './topic.ts'

/** Something wrong with a source: where in it, and what. */
export interface SourceMistake {
  path: (string | number)[]
  message: string
}

/** Names that the form itself provides for point ids. */
const FORM_NAMES: Record<Form, readonly string[] | 'any'> = {
  json: [],
  array: [],
  thingsboard: [],
  'thingsboard-gateway': ['device'],
  chirpstack: ['devEui', 'deviceName', 'application'],
  tts: ['device', 'devEui', 'application'],
  senml: [],
  telegraf: 'any', // tags are the sender's choice
  sparkplug: ['group', 'edge', 'device'],
  cjt188: ['address'],
}
const BY_PATH_ONLY = ['each', 'unitPath', 'time', 'quality', 'names', 'missing', 'series'] as const

/** Everything wrong with a source that its schema cannot say. */
export function sourceMistakes(source: PayloadSource): SourceMistake[] {
  return [
    ...ofTopic(source),
    ...ofSource(source),
    ...source.values.flatMap((value, i) => [...ofValue(source, value, i)]),
  ]
}

function* ofTopic({ topic }: PayloadSource): Generator<SourceMistake> {
  const levels = topic.split('/')
  for (const [i, level] of levels.entries()) {
    if (level === '+' || (level === '#' && i === levels.length - 1)) continue
    if (/[+#]/.test(level))
      yield { path: ['topic'], message: `"${level}": + and # stand alone in a level, # at the end` }
  }
  try {
    const { names } = topicPattern(topic)
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined) yield { path: ['topic'], message: `{${twice}} is there twice` }
  } catch {
    yield { path: ['topic'], message: 'each {name} must be a word and be there once' }
  }
}

function* ofSource(source: PayloadSource): Generator<SourceMistake> {
  if (source.timeZone !== undefined && !knownZone(source.timeZone))
    yield {
      path: ['timeZone'],
      message: `${source.timeZone} is not a known time zone; write one like Asia/Shanghai`,
    }
  yield* ofTime(source.time, ['time'])
  for (const [name, path] of Object.entries(source.names ?? {})) yield* ofPath(path, ['names', name])
  if (source.items !== undefined && source.form !== 'array')
    yield { path: ['items'], message: 'only the form array has items' }
  yield* ofPath(source.items?.path, ['items', 'path'])
}

function* ofValue(source: PayloadSource, value: PayloadValue, i: number): Generator<SourceMistake> {
  const at = (...rest: (string | number)[]) => ['values', i, ...rest]
  const byPath = PATH_FORMS.includes(source.form)
  if (value.unit !== undefined && knownUnit(value.unit) === undefined)
    yield { path: at('unit'), message: `${value.unit} is not a known unit` }
  if (byPath) yield* ofPaths(value, at)
  else
    for (const key of BY_PATH_ONLY)
      if (value[key] !== undefined) yield { path: at(key), message: `is not for the form ${source.form}` }
  const caught = byPath ? Object.keys(value.names ?? {}) : namesCaught(value.path)
  if (caught === undefined) {
    yield { path: at('path'), message: 'each {name} must be a word and be there once' }
    return
  }
  const formNames = FORM_NAMES[source.form]
  if (formNames === 'any') return
  const known = [...namesIn(source.topic), ...Object.keys(source.names ?? {}), ...formNames, ...caught]
  for (const name of namesIn(value.point))
    if (!known.includes(name))
      yield {
        path: at('point'),
        message: `nothing says what {${name}} is; there are: ${known.join(', ') || 'no names'}`,
      }
}

function* ofPaths(
  value: PayloadValue,
  at: (...rest: string[]) => (string | number)[],
): Generator<SourceMistake> {
  for (const key of ['path', 'each', 'unitPath', 'quality'] as const) yield* ofPath(value[key], at(key))
  for (const [name, path] of Object.entries(value.names ?? {})) yield* ofPath(path, at('names', name))
  yield* ofPath(value.series?.base, at('series', 'base'))
  yield* ofTime(value.time, at('time'))
}

function* ofTime(time: PayloadSource['time'], path: (string | number)[]): Generator<SourceMistake> {
  yield* ofPath(time?.path, [...path, 'path'])
  if (time?.format !== undefined && !knownFormat(time.format))
    yield {
      path: [...path, 'format'],
      message: `${time.format} is no time format; write s, ms, us, ns or a Luxon one`,
    }
}

function* ofPath(text: string | undefined, path: (string | number)[]): Generator<SourceMistake> {
  if (text === undefined) return
  try {
    jsonPath(text)
  } catch (error) {
    yield { path, message: `${text} is no JSON path: ${(error as Error).message}` }
  }
}

function namesCaught(pattern: string): string[] | undefined {
  try {
    return namePattern(pattern).names
  } catch {
    return undefined
  }
}
