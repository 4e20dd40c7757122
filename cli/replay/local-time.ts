import { DateTime } from 'luxon'
import { HOUR, type Instant } from '../../model/time.ts'

/** Why a time stamp cannot be used. */
export class BadTime extends Error {}

const FORMS: readonly { pattern: RegExp; fields: readonly string[] }[] = [
  {
    pattern: /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/,
    fields: ['y', 'mo', 'd', 'h', 'mi', 's'],
  },
  {
    pattern: /^(\d\d?)[/.](\d\d?)[/.](\d{4}) (\d\d?):(\d\d)(?::(\d\d))?$/,
    fields: ['d', 'mo', 'y', 'h', 'mi', 's'],
  },
  { pattern: /^(\d\d?)[/.](\d\d?)[/.](\d\d) (\d\d)$/, fields: ['d', 'mo', 'y', 'h'] },
]

/**
 * Reads the time stamps of one file: local time of an IANA zone as `yyyy-mm-dd hh:mm[:ss]`, `dd/mm/yyyy hh:mm[:ss]`
 * or `dd/mm/yy hh`; or ISO 8601 with its own offset. The hour that comes twice in autumn is told apart by order.
 */
export function timeReader(zone: string): (text: string) => Instant {
  const isUtc = zone === 'UTC'
  let last = Number.NEGATIVE_INFINITY
  return text => {
    const at = /[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? Date.parse(text) : local(text.trim(), zone, isUtc, last)
    if (Number.isNaN(at)) throw new BadTime(`"${text.slice(0, 40)}" is not a time`)
    last = at
    return at
  }
}

function local(text: string, zone: string, isUtc: boolean, last: Instant): Instant {
  for (const { pattern, fields } of FORMS) {
    const match = pattern.exec(text)
    if (!match) continue
    const part = (name: string) => Number(match[fields.indexOf(name) + 1] ?? 0) || 0
    const year = part('y') < 100 ? 2000 + part('y') : part('y')
    const utc = Date.UTC(year, part('mo') - 1, part('d'), part('h'), part('mi'), part('s'))
    if (part('mo') > 12 || part('h') > 23 || new Date(utc).getUTCDate() !== part('d')) return Number.NaN
    return isUtc ? utc : zoned(utc, zone, last)
  }
  return Number.NaN
}

let cached = { zone: '', hour: Number.NaN, offset: 0, next: 0 }

/** The instant of a wall-clock time given as if it were UTC. */
function zoned(wall: number, zone: string, last: Instant): Instant {
  const hour = Math.floor(wall / HOUR)
  if (cached.zone !== zone || cached.hour !== hour) {
    const shown = DateTime.fromMillis(hour * HOUR, { zone: 'UTC' }).setZone(zone, { keepLocalTime: true })
    const later = DateTime.fromMillis(shown.toMillis() + HOUR, { zone })
    cached = {
      zone,
      hour,
      offset: hour * HOUR - shown.toMillis(),
      next: later.hour === shown.hour ? HOUR : 0,
    }
  }
  const first = wall - cached.offset
  return first <= last && cached.next > 0 ? first + cached.next : first
}
