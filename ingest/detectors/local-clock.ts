import { DAY, HOUR, type Instant, MINUTE } from '../../model/time.ts'

/** Local wall-clock facts of an instant, for baselines by time of day. */
export interface LocalClock {
  /** Minutes since local midnight, 0–1439. */
  minuteOfDay(at: Instant): number
  /** Local day number; grows by one a local day. */
  day(at: Instant): number
  /** 0 on Monday … 6 on Sunday. */
  weekday(at: Instant): number
}

/** A clock of an IANA time zone. The offset is looked up once an hour of time, not once a reading. */
export function localClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', hour: 'numeric' })
  const offsets = new Map<number, number>()
  const offset = (at: Instant) => {
    const hour = Math.floor(at / HOUR)
    let known = offsets.get(hour)
    if (known === undefined) {
      if (offsets.size >= 100) offsets.clear()
      offsets.set(hour, (known = offsetOf(format, hour * HOUR)))
    }
    return known
  }
  const local = (at: Instant) => at + offset(at)
  const day = (at: Instant) => Math.floor(local(at) / DAY)
  return {
    minuteOfDay: at => Math.floor((local(at) - day(at) * DAY) / MINUTE),
    day,
    // 1970-01-01 was a Thursday
    weekday: at => (((day(at) + 3) % 7) + 7) % 7,
  }
}

function offsetOf(format: Intl.DateTimeFormat, at: Instant): number {
  const name = format.formatToParts(at).find(part => part.type === 'timeZoneName')?.value ?? 'GMT'
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return (match[1] === '-' ? -minutes : minutes) * MINUTE
}
