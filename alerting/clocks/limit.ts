import { Duration } from 'luxon'
import type { Instant } from '../../model/time.ts'
import type { ClockRule } from '../policy/schema.ts'
import type { Calendar } from './calendar.ts'

/**
 * The deadline of a rule that starts at `start`, before pauses and extensions; undefined when the rule leaves it to
 * be set case by case.
 */
export function deadlineOf(
  { limit, cutoffs }: Pick<ClockRule, 'limit' | 'cutoffs'>,
  start: Instant,
  calendar: Calendar,
): Instant | undefined {
  if (cutoffs) return cutoffDeadline(cutoffs, start, calendar)
  if (limit === null) return undefined
  if (limit === 'endOfDay') return calendar.local(start).endOf('day').toMillis()
  if (limit === 'endOfNextDay') return calendar.local(start).plus({ days: 1 }).endOf('day').toMillis()
  if (limit === 'endOfMonth') return calendar.local(start).endOf('month').toMillis()
  const workingDays = /^P(\d+)WD$/.exec(limit)
  if (workingDays) return calendar.afterWorkingDays(start, Number(workingDays[1]))
  return calendar.local(start).plus(Duration.fromISO(limit)).toMillis()
}

/**
 * "Accepted before 11:00: handed over before the morning ends." What comes after the last cut-off, or on a day off,
 * is due at the first cut-off of the next working day.
 */
function cutoffDeadline(
  cutoffs: readonly { before: string; due: string }[],
  start: Instant,
  calendar: Calendar,
): Instant {
  let day = calendar.local(start)
  if (calendar.isWorkday(day)) {
    for (const { before, due } of cutoffs) {
      if (start < calendar.timeOn(day, before)) return calendar.timeOn(day, due)
    }
  }
  do {
    day = day.plus({ days: 1 })
  } while (!calendar.isWorkday(day))
  return calendar.timeOn(day, cutoffs[0]!.due)
}
