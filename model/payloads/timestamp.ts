import { DateTime, IANAZone } from 'luxon'
import { DAY, FUTURE_TOLERANCE, type Instant, MINUTE } from '../time.ts'

/** A time as a device wrote it. `doubtful`: that local time does not exist on the day the clocks go forward. */
export interface Stamp {
  at: Instant
  doubtful: boolean
}

/** Years 1970 to 2286: what numbers of ten digits or so can mean. */
const SECONDS = [1e7, 1e10] as const
const MILLISECONDS = [1e10, 1e13] as const
const COMPACT = [1.9e13, 2.2e13] as const
const MICROSECONDS = [1e14, 1e16] as const
const NANOSECONDS = [1e17, 1e19] as const
const LATEST: Instant = 8_640_000_000_000_000

const LOCAL_FORMATS: [pattern: RegExp, format: string][] = [
  [/^\d{14}$/, 'yyyyMMddHHmmss'],
  [/^\d{4}-\d\d?-\d\d? \d\d?:\d\d:\d\d$/, 'yyyy-M-d H:mm:ss'],
  [/^\d{4}-\d\d?-\d\d? \d\d?:\d\d$/, 'yyyy-M-d H:mm'],
  [/^\d{4}\/\d\d?\/\d\d? \d\d?:\d\d:\d\d$/, 'yyyy/M/d H:mm:ss'],
  [/^\d{4}\/\d\d?\/\d\d? \d\d?:\d\d$/, 'yyyy/M/d H:mm'],
]

/**
 * The instant that a time field of a message means, or undefined.
 * @param zone IANA zone of local times.
 * @param received Decides between the two meanings of a local time in the hour that autumn repeats.
 * @param format See TimeField.
 */
export function instantOf(raw: unknown, zone: string, received: Instant, format?: string): Stamp | undefined {
  if (format === undefined || format === 'auto') return guessed(raw, zone, received)
  const factor = FACTORS[format]
  if (factor !== undefined) return numeric(raw, factor)
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined
  const text = String(raw).trim()
  return text.length > 64 ? undefined : local(text, format, zone, received)
}

const FACTORS: Record<string, number> = { s: 1_000, ms: 1, us: 1e-3, ns: 1e-6 }

/** True when `format` can be given to `instantOf`. */
export function knownFormat(format: string): boolean {
  if (format === 'auto' || format in FACTORS) return true
  const sample = DateTime.utc(2001, 2, 3, 4, 5, 6)
  const back = DateTime.fromFormat(sample.toFormat(format, { locale: 'en-US' }), format, {
    zone: 'utc',
    locale: 'en-US',
  })
  // YYYY and DD mean other things to Luxon than to most people, and would never fit a device's text.
  return !/[YD]/.test(format.replace(/'[^']*'/g, '')) && back.hasSame(sample, 'day')
}

/** True for an IANA zone such as Asia/Shanghai. */
export function knownZone(zone: string): boolean {
  return IANAZone.isValidZone(zone)
}

function numeric(raw: unknown, factor: number): Stamp | undefined {
  const value =
    typeof raw === 'number' ? raw : typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : Number.NaN
  return stamp(value * factor)
}

function stamp(at: number, doubtful = false): Stamp | undefined {
  return at > 0 && at <= LATEST ? { at: Math.round(at), doubtful } : undefined
}

function guessed(raw: unknown, zone: string, received: Instant): Stamp | undefined {
  if (typeof raw === 'number') return bySize(raw, zone, received)
  if (typeof raw !== 'string' || raw.length > 64) return undefined
  const text = raw.trim()
  if (/^\d{14}$/.test(text)) return local(text, 'yyyyMMddHHmmss', zone, received)
  if (/^\d+(\.\d+)?$/.test(text)) return bySize(Number(text), zone, received)
  for (const [pattern, format] of LOCAL_FORMATS)
    if (pattern.test(text)) return local(text, format, zone, received)
  return isoText(text, zone, received)
}

function bySize(value: number, zone: string, received: Instant): Stamp | undefined {
  const within = ([low, high]: readonly [number, number]) => value >= low && value < high
  if (within(SECONDS)) return stamp(value * 1_000)
  if (within(MILLISECONDS)) return stamp(value)
  if (within(COMPACT)) return local(String(value), 'yyyyMMddHHmmss', zone, received)
  if (within(MICROSECONDS)) return stamp(value / 1e3)
  if (within(NANOSECONDS)) return stamp(value / 1e6)
  return undefined
}

function isoText(text: string, zone: string, received: Instant): Stamp | undefined {
  if (!/^\d{4}-?\d\d/.test(text)) return undefined
  const full = text.replace(/^(\S+) (?=\d\d:)/, '$1T')
  const parsed = DateTime.fromISO(full, { zone: 'utc' })
  if (!parsed.isValid) return undefined
  const offset = /T.*(?:[zZ]|[+-]\d\d(?::?\d\d)?)$/.test(full)
  return offset ? stamp(parsed.toMillis()) : fromWall(parsed.toMillis(), zone, received)
}

function local(text: string, format: string, zone: string, received: Instant): Stamp | undefined {
  const parsed = DateTime.fromFormat(text, format, { zone: 'utc', locale: 'en-US' })
  if (!parsed.isValid) return undefined
  const offset = /z/i.test(format.replace(/'[^']*'/g, ''))
  return offset ? stamp(parsed.toMillis()) : fromWall(parsed.toMillis(), zone, received)
}

/**
 * The instant at which clocks in the zone show `wall` (as if it were UTC). In the hour that autumn repeats, the later
 * meaning that is not yet to come; in the hour that spring leaves out, an hour later and doubtful.
 */
function fromWall(wall: Instant, zone: string, received: Instant): Stamp | undefined {
  const clock = IANAZone.create(zone)
  if (!clock.isValid) return undefined
  const around = [-DAY, 0, DAY].map(shift => clock.offset(wall + shift) * MINUTE)
  const meanings = [...new Set(around)]
    .map(offset => wall - offset)
    .filter(at => clock.offset(at) * MINUTE === wall - at)
    .sort((a, b) => a - b)
  const possible = meanings.filter(at => at <= received + FUTURE_TOLERANCE)
  const at = possible.at(-1) ?? meanings[0]
  return at === undefined ? stamp(wall - around[0]!, true) : stamp(at)
}
