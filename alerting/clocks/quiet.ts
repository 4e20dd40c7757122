import type { Instant } from '../../model/time.ts'
import type { Policy } from '../policy/schema.ts'
import type { Calendar } from './calendar.ts'

export type QuietHours = Pick<NonNullable<Policy['quietHours']>, 'from' | 'to'>

/** The quiet hours that `at` falls into; they may run over midnight. */
function quietAround(at: Instant, { from, to }: QuietHours, calendar: Calendar) {
  const day = calendar.local(at)
  for (const start of [day.minus({ days: 1 }), day]) {
    const begin = calendar.timeOn(start, from)
    const end = calendar.timeOn(to <= from ? start.plus({ days: 1 }) : start, to)
    if (at >= begin && at < end) return { begin, end }
  }
  return undefined
}

/** `at`, or the end of the quiet hours it falls into. */
export function outOfQuiet(at: Instant, hours: QuietHours, calendar: Calendar): Instant {
  return quietAround(at, hours, calendar)?.end ?? at
}

/** `at`, or the beginning of the quiet hours it falls into: the last moment at which somebody may be called. */
export function beforeQuiet(at: Instant, hours: QuietHours, calendar: Calendar): Instant {
  return quietAround(at, hours, calendar)?.begin ?? at
}

/** `at` and so many ms more that are not quiet. */
export function plusAwake(at: Instant, ms: number, hours: QuietHours, calendar: Calendar): Instant {
  if (ms <= 0) return at
  let from = outOfQuiet(at, hours, calendar)
  for (let left = ms; ; ) {
    const begin = nextQuiet(from, hours, calendar)
    if (from + left <= begin) return from + left
    left -= begin - from
    from = outOfQuiet(begin, hours, calendar)
  }
}

/** How much of a stretch of time is not quiet, ms. */
export function awakeBetween(from: Instant, to: Instant, hours: QuietHours, calendar: Calendar): number {
  let awake = 0
  for (let at = outOfQuiet(from, hours, calendar); at < to; ) {
    const begin = nextQuiet(at, hours, calendar)
    awake += Math.min(begin, to) - at
    at = outOfQuiet(begin, hours, calendar)
  }
  return awake
}

function nextQuiet(at: Instant, { from }: QuietHours, calendar: Calendar): Instant {
  const today = calendar.timeOn(calendar.local(at), from)
  return today > at ? today : calendar.timeOn(calendar.local(at).plus({ days: 1 }), from)
}
