import type { Harvest } from './decoded.ts'
import { isObject } from './json-text.ts'
import type { Mapping } from './mapping.ts'
import { harvestNamed } from './named-values.ts'
import { stampOf } from './path-values.ts'
import type { Names } from './topic.ts'

/**
 * ThingsBoard device telemetry: `{"pressure":0.35}` (our time), `{"ts":…,"values":{…}}`, or a list of either.
 */
export function harvestThingsboard(
  harvest: Harvest,
  mapping: Mapping,
  body: unknown,
  names: Names,
  received: number,
): Harvest {
  const records = Array.isArray(body) ? body : [body]
  for (const record of records) if (!harvestRecord(harvest, mapping, record, names, received)) break
  return harvest.done()
}

/** ThingsBoard gateway telemetry: `{"PS-021":[{"ts":…,"values":{…}}]}`; the device is the name `device`. */
export function harvestThingsboardGateway(
  harvest: Harvest,
  mapping: Mapping,
  body: unknown,
  names: Names,
  received: number,
): Harvest {
  if (!isObject(body)) return harvest.reject('not-this-form', 'is not an object of devices')
  for (const [device, records] of Object.entries(body)) {
    const told = { ...names, device }
    const list = Array.isArray(records) ? records : [records]
    for (const record of list) if (!harvestRecord(harvest, mapping, record, told, received)) return harvest
  }
  return harvest.done()
}

function harvestRecord(
  harvest: Harvest,
  mapping: Mapping,
  record: unknown,
  names: Names,
  received: number,
): boolean {
  if (!isObject(record)) {
    harvest.reject('not-this-form', 'a record is no object')
    return true
  }
  const dated = isObject(record.values)
  const values = dated ? (record.values as Record<string, unknown>) : record
  const stamp = stampOf(harvest, dated ? record.ts : undefined, 'ms', mapping.zone, received)
  if (!stamp) return true
  for (const [name, raw] of Object.entries(values))
    if (!harvestNamed(harvest, mapping, name, { raw, ...stamp, names }, received)) return false
  return true
}
