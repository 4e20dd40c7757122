import { DateTime } from 'luxon'
import { Type } from 'typebox'
import type { Instant } from '../../model/time.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'

/** A calendar day of the site in a query string. */
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export interface LocalDay {
  /** 2026-11-22 */
  day: string
  from: Instant
  to: Instant
}

/** The local days from `first` to `last`, both in, at most `most`. */
export function localDays(first: string, last: string, timeZone: string, most: number): LocalDay[] {
  const from = dayIn(first, timeZone)
  const to = dayIn(last, timeZone)
  const count = Math.round(to.diff(from, 'days').days) + 1
  if (count < 1) throw new HttpProblem(400, 'bad-span', `"from" (${first}) must not be after "to" (${last})`)
  if (count > most) throw new HttpProblem(400, 'too-much', `${count} days asked; at most ${most} at once`)
  return Array.from({ length: count }, (_, i) => {
    const day = from.plus({ days: i })
    return { day: day.toISODate()!, from: day.toMillis(), to: day.plus({ days: 1 }).toMillis() }
  })
}

/** The instant of a local time of day, HH:mm. */
export const timeOfDay = (day: string, time: string, timeZone: string): Instant =>
  DateTime.fromISO(`${day}T${time}`, { zone: timeZone }).toMillis()

function dayIn(day: string, timeZone: string): DateTime<true> {
  const date = DateTime.fromISO(day, { zone: timeZone })
  if (date.isValid) return date
  throw new HttpProblem(400, 'bad-time', `"${day}" is no day`)
}
