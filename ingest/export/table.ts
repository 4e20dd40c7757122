import type { Point } from '../../model/point.ts'
import { encodeQuality, type QualityCode, qualityOf, reasonOf } from '../../model/quality.ts'
import type { Reading } from '../../model/reading.ts'
import type { Instant } from '../../model/time.ts'
import { fromSi } from '../../model/units.ts'

/** What was asked, told in the file itself: a file must be understood without the page it came from. */
export interface ExportQuestion {
  site: string
  points: readonly Point[]
  from: Instant
  to: Instant
  timeZone: string
  /** Unit of each quantity in the file where it is not the SI one, e.g. pressure in MPa. */
  units: Readonly<Record<string, string>>
  made: Instant
}

/** One line of an export. */
export interface ExportRow {
  at: Instant
  local: string
  point: string
  name: string
  quantity: string
  value: number | null
  unit: string
  quality: string
  reason: string
  code: QualityCode
}

export const HEADINGS = ['time', 'point', 'name', 'quantity', 'value', 'unit', 'quality', 'reason'] as const

/** Local times as ISO 8601 with offset. */
export function localTimes(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  })
  let minute = Number.NaN
  let before = ''
  let offset = ''
  return at => {
    const now = Math.floor(at / 60_000)
    if (now !== minute) {
      const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
      minute = now
      before = `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:`
      offset = parts.timeZoneName!.replace('GMT', '') || '+00:00'
    }
    const rest = (at - now * 60_000) / 1_000
    return `${before}${rest.toFixed(3).padStart(6, '0')}${offset}`
  }
}

/** Readings as lines of the file. */
export function rowMaker({ points, timeZone, units }: ExportQuestion): (reading: Reading) => ExportRow {
  const known = new Map(points.map(point => [point.id, point]))
  const local = localTimes(timeZone)
  return ({ point: id, at, value, quality, reason }) => {
    const { name, quantity, unit } = known.get(id)!
    const shown = units[quantity] ?? unit
    const code = encodeQuality(quality, reason)
    return {
      at,
      local: local(at),
      point: id,
      name: name.zh,
      quantity,
      value: value === null ? null : shown === unit ? value : Number(fromSi(value, shown).toPrecision(12)),
      unit: shown,
      quality: qualityOf(code),
      reason: reasonOf(code) ?? '',
      code,
    }
  }
}

/** The question in lines of `name: value`. */
export function questionLines({
  site,
  points,
  from,
  to,
  timeZone,
  made,
}: ExportQuestion): [string, string][] {
  const local = localTimes(timeZone)
  return [
    ['site', site],
    ['from', local(from)],
    ['to', `${local(to)} (not included)`],
    ['time zone', timeZone],
    ['points', points.map(({ id }) => id).join(' ')],
    ['made', local(made)],
  ]
}
