import { SECOND } from '../time.ts'
import { type Harvest, LIMITS, quote } from './decoded.ts'
import { nameText } from './json-text.ts'
import type { Mapping, PathValue, TimeAt } from './mapping.ts'
import { instantOf, type Stamp } from './timestamp.ts'
import type { Names } from './topic.ts'
import { gradeOf, harvestValue, numberOf, type Sample } from './value.ts'

/** A JSON message with what its form knows of it. */
export interface JsonMessage {
  body: unknown
  names: Names
  received: number
  /** The time the form's own field gives; the source's and a value's own have precedence. */
  time?: unknown
}

/** Takes every value that the mapping finds in a JSON message by path. */
export function harvestPaths(harvest: Harvest, mapping: Mapping, message: JsonMessage): Harvest {
  const { body, received } = message
  const own = mapping.time ? mapping.time.path.first(body) : message.time
  const stamp = stampOf(harvest, own, mapping.time?.format, mapping.zone, received)
  for (const value of mapping.paths) {
    const items = value.each ? value.each.all(body, LIMITS.readings + 1) : [body]
    for (const item of items)
      if (!harvestItem(harvest, mapping, value, { ...message, body: item }, stamp)) return harvest.done()
  }
  if (harvest.readings.length === 0) harvest.reject('nothing-mapped', 'none of the mapped paths is in it')
  return harvest
}

function harvestItem(
  harvest: Harvest,
  mapping: Mapping,
  value: PathValue,
  { body, names, received }: JsonMessage,
  message: Stamp | undefined,
): boolean {
  const { spec } = value
  const raw = value.path.first(body) ?? spec.missing
  if (raw === undefined && !hasNull(value, body)) return true
  const stamp = value.time ? ownStamp(harvest, value.time, body, mapping.zone, received) : message
  if (!stamp) return true
  const unit = value.unit?.first(body)
  const sample: Sample = {
    raw,
    at: stamp.at,
    doubtful: stamp.doubtful,
    names: withNames(names, value.names, body),
    quality: gradeOf(value.quality?.first(body)),
    unit: typeof unit === 'string' ? unit : undefined,
  }
  if (spec.series && Array.isArray(raw)) return harvestSeries(harvest, value, raw, sample, body, received)
  return harvestValue(harvest, value, sample, received)
}

/** A value that is there as null is a value that is not known; one that is not there is nothing. */
function hasNull(value: PathValue, body: unknown): boolean {
  return value.path.all(body, 1).length > 0
}

/** The dated values of a list: an uplink with a day of hourly values. */
function harvestSeries(
  harvest: Harvest,
  value: PathValue,
  list: readonly unknown[],
  sample: Sample,
  body: unknown,
  received: number,
): boolean {
  const { spec } = value
  const series = spec.series!
  const step = series.step * SECOND
  const elements = (series.newestFirst ? [...list].reverse() : [...list]).slice(0, LIMITS.readings + 1)
  const registers = value.base ? accumulated(elements, value.base.first(body), series.timeOf) : elements
  const first = series.timeOf === 'first' ? sample.at : sample.at - (registers.length - 1) * step
  return registers.every((raw, i) =>
    harvestValue(harvest, value, { ...sample, raw, at: first + i * step }, received),
  )
}

/** Register readings from the steps between them, oldest first; after a step that is not known none is. */
function accumulated(steps: readonly unknown[], base: unknown, timeOf: 'first' | 'last'): unknown[] {
  const start = numberOf(base)
  const add = (registers: (number | null)[], step: unknown, sign: number) => {
    const last = registers.at(-1)
    const change = numberOf(step)
    registers.push(last == null || change === undefined ? null : last + sign * change)
    return registers
  }
  const from = [start ?? null]
  if (timeOf === 'first') return steps.reduce<(number | null)[]>((all, step) => add(all, step, 1), from)
  return steps.reduceRight<(number | null)[]>((all, step) => add(all, step, -1), from).reverse()
}

function ownStamp(
  harvest: Harvest,
  time: TimeAt,
  body: unknown,
  zone: string,
  received: number,
): Stamp | undefined {
  return stampOf(harvest, time.path.first(body), time.format, zone, received)
}

/** The message's time; ours when it has none. One that cannot be read is never replaced by ours. */
export function stampOf(
  harvest: Harvest,
  raw: unknown,
  format: string | undefined,
  zone: string,
  received: number,
): Stamp | undefined {
  if (raw === undefined || raw === null) return { at: received, doubtful: false }
  const stamp = instantOf(raw, zone, received, format)
  if (!stamp)
    harvest.reject('time-invalid', `the time ${quote(JSON.stringify(raw) ?? String(raw))} cannot be read`)
  return stamp
}

/** The names with those that the message's own fields give. */
export function withNames(names: Names, fields: Mapping['names'], body: unknown): Names {
  if (fields.length === 0) return names
  const more: Record<string, string> = { ...names }
  for (const [name, path] of fields) {
    const text = nameText(path.first(body))
    if (text !== undefined) more[name] = text
  }
  return more
}
