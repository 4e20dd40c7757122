import { DateTime, IANAZone } from 'luxon'
import { type Static, Type } from 'typebox'
import type { Instant } from '../../model/time.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Time = Type.String({ pattern: '^\\d{2}:\\d{2}$' })
const closed = { additionalProperties: false }

/** `policy/calendar/*.yaml`. Seasons are month-day and may run over the new year. */
export const CalendarData = Type.Object(
  {
    holidays: Type.Array(Type.Object({ from: Day, to: Day }, closed)),
    workdays: Type.Array(Day),
    officeHours: Type.Array(
      Type.Object(
        {
          from: Type.String({ pattern: '^\\d{2}-\\d{2}$' }),
          to: Type.String({ pattern: '^\\d{2}-\\d{2}$' }),
          hours: Type.Array(Type.Tuple([Time, Time]), { minItems: 1 }),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
)
export type CalendarData = Static<typeof CalendarData>

/** Local time with the utility's working days and office hours. */
export interface Calendar {
  local(at: Instant): DateTime
  isWorkday(day: DateTime): boolean
  /** Office hours of a day as local [start, end] instants; empty when it is not a working day. */
  officeHours(day: DateTime): [Instant, Instant][]
  /** `hh:mm` on the day of `day`. */
  timeOn(day: DateTime, time: string): Instant
  /** Close of business on the `days`-th working day after the day of `from`, which does not count. */
  afterWorkingDays(from: Instant, days: number): Instant
  /** Years the holiday list covers. */
  years: ReadonlySet<number>
}

/** A calendar in an IANA time zone. */
export function calendarOf(data: CalendarData, zone: string): Calendar {
  const worked = new Set(data.workdays)
  // Made once: luxon checks a zone's name anew each time.
  const there = IANAZone.create(zone)
  const local = (at: Instant) => DateTime.fromMillis(at, { zone: there })
  const isHoliday = (iso: string) => data.holidays.some(({ from, to }) => iso >= from && iso <= to)
  const isWorkday = (day: DateTime) => {
    const iso = day.toISODate()!
    return worked.has(iso) || (day.weekday <= 5 && !isHoliday(iso))
  }
  const timeOn = (day: DateTime, time: string) => {
    const [hour, minute] = time.split(':').map(Number)
    return day.set({ hour: hour!, minute: minute!, second: 0, millisecond: 0 }).toMillis()
  }
  const officeHours = (day: DateTime): [Instant, Instant][] => {
    if (!isWorkday(day)) return []
    const monthDay = day.toFormat('MM-dd')
    const season =
      data.officeHours.find(({ from, to }) =>
        from <= to ? monthDay >= from && monthDay <= to : monthDay >= from || monthDay <= to,
      ) ?? data.officeHours[0]!
    return season.hours.map(([from, to]) => [timeOn(day, from), timeOn(day, to)])
  }
  const afterWorkingDays = (from: Instant, days: number) => {
    let day = local(from).startOf('day')
    for (let left = days; left > 0; ) {
      day = day.plus({ days: 1 })
      if (isWorkday(day)) left--
    }
    return officeHours(day).at(-1)?.[1] ?? day.endOf('day').toMillis()
  }
  const years = new Set(data.holidays.map(({ from }) => Number(from.slice(0, 4))))
  return { local, isWorkday, officeHours, timeOn, afterWorkingDays, years }
}
