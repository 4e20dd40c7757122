import { type Instant, SECOND } from '../time.ts'
import { type Harvest, quote } from './decoded.ts'
import { isObject } from './json-text.ts'
import type { Mapping } from './mapping.ts'
import { harvestNamed } from './named-values.ts'
import type { Names } from './topic.ts'
import type { Sample } from './value.ts'

/** SenML's units (RFC 8428 §12.1, RFC 8798) that have another spelling here. */
const UNITS: Record<string, string> = {
  Cel: '°C',
  l: 'L',
  'l/s': 'L/s',
  hPa: 'mbar',
  count: '1',
  '/': '1',
  dBm: '1',
}
/** Times below this are relative to now (RFC 8428 §4.5.3). */
const RELATIVE_BELOW = 2 ** 28
const NEWEST_VERSION = 10

interface Base {
  name: string
  time: number
  unit: string | undefined
  value: number | undefined
  sum: number | undefined
}

/**
 * A SenML pack. A value's name is the base name with the record's; a sum (`s`) has `#sum` behind its name. Base
 * values hold for the record that brings them and those after it.
 */
export function harvestSenml(
  harvest: Harvest,
  mapping: Mapping,
  body: unknown,
  names: Names,
  received: Instant,
): Harvest {
  if (!Array.isArray(body)) return harvest.reject('not-this-form', 'is no SenML list')
  const base: Base = { name: '', time: 0, unit: undefined, value: undefined, sum: undefined }
  for (const record of body) {
    const wrong = isObject(record) ? unusable(record) : 'a record is no object'
    // A record that cannot be understood makes the base of the following ones unknown.
    if (wrong !== undefined) return harvest.reject('not-this-form', wrong).done()
    if (!harvestRecord(harvest, mapping, record as Record<string, unknown>, base, names, received)) break
  }
  return harvest.done()
}

/** RFC 8428 §4.4: a version or a field ending in `_` that is not known forbids the record's use. */
function unusable(record: Record<string, unknown>): string | undefined {
  if (typeof record.bver === 'number' && record.bver > NEWEST_VERSION) return `SenML version ${record.bver}`
  const mandatory = Object.keys(record).find(key => key.endsWith('_'))
  if (mandatory !== undefined) return `the field ${quote(mandatory)} must be understood and is not`
  for (const key of ['bt', 'bv', 'bs', 't', 'v', 's'])
    if (record[key] !== undefined && typeof record[key] !== 'number') return `${key} is no number`
  for (const key of ['bn', 'n', 'bu', 'u'])
    if (record[key] !== undefined && typeof record[key] !== 'string') return `${key} is no text`
  return undefined
}

function harvestRecord(
  harvest: Harvest,
  mapping: Mapping,
  record: Record<string, unknown>,
  base: Base,
  names: Names,
  received: Instant,
): boolean {
  const given = record as { bn?: string; bt?: number; bu?: string; bv?: number; bs?: number } & {
    n?: string
    t?: number
    u?: string
    v?: number
    s?: number
  }
  base.name = given.bn ?? base.name
  base.time = given.bt ?? base.time
  base.unit = given.bu ?? base.unit
  base.value = given.bv ?? base.value
  base.sum = given.bs ?? base.sum
  const name = base.name + (given.n ?? '')
  const time = base.time + (given.t ?? 0)
  const at = Math.round(time < RELATIVE_BELOW ? received + time * SECOND : time * SECOND)
  const unit = given.u ?? base.unit
  const sample: Sample = {
    raw: undefined,
    at,
    names,
    unit: unit === undefined ? undefined : (UNITS[unit] ?? unit),
  }
  const take = (called: string, raw: unknown) =>
    harvestNamed(harvest, mapping, called, { ...sample, raw }, received)
  const raw = measured(record, base.value)
  const summed =
    given.s === undefined && base.sum === undefined ? undefined : (given.s ?? 0) + (base.sum ?? 0)
  return (raw === undefined || take(name, raw)) && (summed === undefined || take(`${name}#sum`, summed))
}

function measured(record: Record<string, unknown>, base: number | undefined): unknown {
  const { v, vb, vs } = record
  if (typeof v === 'number') return v + (base ?? 0)
  if (typeof vb === 'boolean') return vb
  if (typeof vs === 'string') return vs
  if (record.vd !== undefined || record.s !== undefined) return undefined
  return record.n === undefined && record.t === undefined ? undefined : base
}
