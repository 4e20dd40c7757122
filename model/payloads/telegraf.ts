import type { Instant } from '../time.ts'
import type { Harvest } from './decoded.ts'
import { isObject, nameText } from './json-text.ts'
import type { Mapping } from './mapping.ts'
import { harvestNamed } from './named-values.ts'
import { stampOf } from './path-values.ts'
import type { Names } from './topic.ts'

/**
 * Telegraf's JSON output, one metric or `{"metrics":[…]}`. A value's name is its field; the tags and `measurement`
 * fill in point ids. The unit of `timestamp` is known by its size.
 */
export function harvestTelegraf(
  harvest: Harvest,
  mapping: Mapping,
  body: unknown,
  names: Names,
  received: Instant,
): Harvest {
  const metrics = isObject(body) && Array.isArray(body.metrics) ? body.metrics : [body]
  for (const metric of metrics) if (!harvestMetric(harvest, mapping, metric, names, received)) break
  return harvest.done()
}

function harvestMetric(
  harvest: Harvest,
  mapping: Mapping,
  metric: unknown,
  names: Names,
  received: Instant,
): boolean {
  if (!isObject(metric) || !isObject(metric.fields)) {
    harvest.reject('not-this-form', 'a metric has no fields')
    return true
  }
  const stamp = stampOf(harvest, metric.timestamp, mapping.time?.format, mapping.zone, received)
  if (!stamp) return true
  const known: Record<string, string> = { ...names, ...tagsOf(metric.tags) }
  const measurement = nameText(metric.name)
  if (measurement !== undefined) known.measurement = measurement
  return Object.entries(metric.fields).every(([field, raw]) =>
    harvestNamed(harvest, mapping, field, { raw, ...stamp, names: known }, received),
  )
}

function tagsOf(tags: unknown): Record<string, string> {
  if (!isObject(tags)) return {}
  const texts = Object.entries(tags).map(([key, value]) => [key, nameText(value)] as const)
  return Object.fromEntries(texts.filter((pair): pair is [string, string] => pair[1] !== undefined))
}
