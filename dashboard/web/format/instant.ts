import type { Instant } from '../../../model/time.ts'

interface Parts {
  year: string
  month: string
  day: string
  hour: string
  minute: string
  second: string
}

const formats = new Map<string, Intl.DateTimeFormat>()

function partsOf(at: Instant, timeZone: string): Parts {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return Object.fromEntries(format.formatToParts(at).map(part => [part.type, part.value])) as unknown as Parts
}

/** `2026-11-22` */
export function day(at: Instant, timeZone: string): string {
  const { year, month, day } = partsOf(at, timeZone)
  return `${year}-${month}-${day}`
}

/** The calendar day `n` days before another, `2026-11-15`. */
export function daysBefore(date: string, n: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - n * 86_400_000).toISOString().slice(0, 10)
}

/** `14:32:07` */
export function clockTime(at: Instant, timeZone: string): string {
  const { hour, minute, second } = partsOf(at, timeZone)
  return `${hour}:${minute}:${second}`
}

/** `14:32` */
export function shortTime(at: Instant, timeZone: string): string {
  return clockTime(at, timeZone).slice(0, 5)
}

/** `2026-11-22 14:32:07` */
export function dateTime(at: Instant, timeZone: string): string {
  return `${day(at, timeZone)} ${clockTime(at, timeZone)}`
}

/** The time of day alone on the same day as `now`, month and day before it otherwise: `11-20 14:32:07`. */
export function nearTime(at: Instant, now: Instant, timeZone: string): string {
  const date = day(at, timeZone)
  const today = day(now, timeZone)
  if (date === today) return clockTime(at, timeZone)
  const known = date.slice(0, 4) === today.slice(0, 4) ? date.slice(5) : date
  return `${known} ${clockTime(at, timeZone)}`
}

/** Minutes that the zone's clocks are ahead of UTC at `at`. */
export function offsetMinutes(at: Instant, timeZone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(at, timeZone)
  const wall = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second)
  return Math.round((wall - Math.floor(at / 1_000) * 1_000) / 60_000)
}

/** `+08`, `−03:30`, `+00`: short enough to stand beside every clock. */
export function offsetText(at: Instant, timeZone: string): string {
  const [hours, minutes] = offsetHours(at, timeZone)
  return minutes === '00' ? hours : `${hours}:${minutes}`
}

function offsetHours(at: Instant, timeZone: string): [string, string] {
  const offset = offsetMinutes(at, timeZone)
  const total = Math.abs(offset)
  const two = (n: number) => String(n).padStart(2, '0')
  return [`${offset < 0 ? '-' : '+'}${two(Math.floor(total / 60))}`, two(total % 60)]
}

/** ISO 8601 with the zone's offset, whole seconds: `2026-11-20T03:15:00+08:00`. */
export function writeInstant(at: Instant, timeZone: string): string {
  const [hours, minutes] = offsetHours(at, timeZone)
  return `${day(at, timeZone)}T${clockTime(at, timeZone)}${hours}:${minutes}`
}

/** An ISO 8601 instant with an offset. Without one it would mean something else to every reader: undefined. */
export function readInstant(text: string | undefined): Instant | undefined {
  if (!text || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/.test(text))
    return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}
