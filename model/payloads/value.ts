import { fromOpc, type Quality, type Reason } from '../quality.ts'
import type { Reading } from '../reading.ts'
import type { Instant } from '../time.ts'
import { siUnit, toSi } from '../units.ts'
import type { Harvest } from './decoded.ts'
import type { PayloadValue } from './source.ts'
import type { Names, template } from './topic.ts'

/** A value as a message carries it. */
export interface Sample {
  raw: unknown
  at: Instant
  names: Names
  /** Its time is not to be relied on. */
  doubtful?: boolean
  quality?: Grade | undefined
  /** The unit the message names; the mapping's own has precedence. */
  unit?: string | undefined
  /** Stored-up, by the sender's own word. */
  historical?: boolean | undefined
}

interface Grade {
  quality: Quality
  reason?: Reason
}

const POINT = /^[\w.:-]{1,96}$/

/** A mapping's value with its point template compiled. */
export interface Target {
  spec: PayloadValue
  point: ReturnType<typeof template>
}

const NOTHING: Names = {}

/**
 * Adds the reading that a sample means under this mapping. False when the message has had enough.
 * @param caught Names caught from the metric's own name, before those of the sample.
 */
export function harvestValue(
  harvest: Harvest,
  target: Target,
  sample: Sample,
  received: Instant,
  caught: Names = NOTHING,
): boolean {
  const point = target.point(caught, sample.names)
  const { spec } = target
  if (point === undefined || !POINT.test(point)) {
    harvest.reject('point-invalid', `${spec.path} would go to the point "${point ?? spec.point}"`)
    return true
  }
  const { value, quality, reason } = graded(spec, sample, harvest.unitOf(point))
  const reading: Reading = { point, at: sample.at, value, quality, received }
  if (reason) reading.reason = reason
  return harvest.add(reading, sample.historical)
}

/** @param wanted SI unit of the point, where it is known. */
function graded(
  spec: PayloadValue,
  sample: Sample,
  wanted: string | undefined,
): Pick<Reading, 'value' | 'quality' | 'reason'> {
  const { raw } = sample
  const given = sample.quality ?? { quality: 'good' }
  if (raw === null || raw === undefined)
    return {
      value: null,
      quality: 'bad',
      reason: given.quality === 'bad' && given.reason ? given.reason : 'no-sample',
    }
  const number = numberOf(raw, spec.map)
  if (number === undefined) return { value: null, quality: 'bad', reason: 'undecodable' }
  if (spec.sentinels?.includes(number)) return { value: null, quality: 'bad', reason: 'sentinel' }
  const unit = spec.unit ?? sample.unit
  const si = unit === undefined ? undefined : siUnit(unit)
  if (unit !== undefined && si === undefined) return { value: null, quality: 'bad', reason: 'configuration' }
  if (typeof raw === 'boolean') return { value: number, ...given } // a door has no unit, whatever the base unit says
  // Kilowatt-hours are no cubic metres, however good the number is.
  if (si !== undefined && wanted !== undefined && si !== wanted)
    return { value: null, quality: 'bad', reason: 'configuration' }
  const scaled = number * (spec.scale ?? 1) + (spec.offset ?? 0)
  const value = unit === undefined ? scaled : toSi(scaled, unit)
  if (!Number.isFinite(value)) return { value: null, quality: 'bad', reason: 'undecodable' }
  if (sample.doubtful && given.quality === 'good')
    return { value, quality: 'uncertain', reason: 'unspecified' }
  return { value, ...given }
}

/** The number that a raw value stands for; undefined when it is none. */
export function numberOf(raw: unknown, map?: Readonly<Record<string, number>>): number | undefined {
  if (map) {
    const key = String(raw)
    return Object.hasOwn(map, key) ? map[key] : undefined
  }
  if (typeof raw === 'boolean') return raw ? 1 : 0
  if (typeof raw === 'string' && raw.length <= 64 && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(raw))
    return finite(Number(raw))
  return typeof raw === 'number' ? finite(raw) : undefined
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

/** What a quality field says: an OPC code, a word, or true for good. Something unreadable is uncertain. */
export function gradeOf(raw: unknown): Grade | undefined {
  if (raw === undefined || raw === null) return undefined
  if (typeof raw === 'boolean') return raw ? { quality: 'good' } : { quality: 'bad', reason: 'unspecified' }
  if (typeof raw === 'number') return fromOpc(raw)
  const text = String(raw).trim().toLowerCase()
  if (/^\d+$/.test(text)) return fromOpc(Number(text))
  if (text === 'good' || text === 'ok') return { quality: 'good' }
  if (text === 'stale') return { quality: 'bad', reason: 'stale' }
  if (text.startsWith('bad')) return { quality: 'bad', reason: 'unspecified' }
  return { quality: 'uncertain', reason: 'unspecified' }
}
