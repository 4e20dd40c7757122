import type { Instant } from '../../model/time.ts'
import type { Policy } from '../policy/schema.ts'
import type { Calendar } from './calendar.ts'

type QuietHours = Pick<NonNullable<Policy['quietHours']>, 'from' | 'to'>

/** `at`, or the end of the quiet hours it falls into (they may run over midnight). */
export function outOfQuiet(at: Instant, { from, to }: QuietHours, calendar: Calendar): Instant {
  const day = calendar.local(at)
  for (const start of [day.minus({ days: 1 }), day]) {
    const begin = calendar.timeOn(start, from)
    const end = calendar.timeOn(to <= from ? start.plus({ days: 1 }) : start, to)
    if (at >= begin && at < end) return end
  }
  return at
}
