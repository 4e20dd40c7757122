import { DAY, HOUR, type Instant } from '../../model/time.ts'

/** How a customer uses water over the day; 'steady' also stands for losses. */
export const USES = ['home', 'business', 'steady'] as const
export type Use = (typeof USES)[number]

/** Hourly share of the daily mean, from midnight; each sums to 24, weekends a little more. */
const WORKDAY: Record<Use, readonly number[]> = {
  home: [
    0.4, 0.25, 0.2, 0.2, 0.28, 0.62, 1.35, 1.75, 1.45, 1.1, 1.0, 1.15, 1.3, 1.05, 0.85, 0.85, 1.0, 1.3, 1.7,
    1.75, 1.6, 1.35, 0.95, 0.55,
  ],
  business: [
    0.3, 0.25, 0.25, 0.25, 0.3, 0.45, 0.8, 1.1, 1.4, 1.55, 1.55, 1.75, 1.75, 1.5, 1.45, 1.4, 1.4, 1.45, 1.5,
    1.3, 1.0, 0.7, 0.35, 0.25,
  ],
  steady: Array.from({ length: 24 }, () => 1),
}
const WEEKEND: Record<Use, readonly number[]> = {
  home: [
    0.5, 0.32, 0.24, 0.22, 0.25, 0.4, 0.75, 1.2, 1.55, 1.6, 1.45, 1.4, 1.4, 1.15, 1.0, 1.0, 1.1, 1.3, 1.6,
    1.65, 1.5, 1.3, 1.0, 0.65,
  ],
  business: WORKDAY.business.map((share, hour) => share * (hour > 6 && hour < 18 ? 0.7 : 1.05)),
  steady: WORKDAY.steady,
}

/** China has one time zone and no summer time. */
const UTC_OFFSET = 8 * HOUR

export interface LocalTime {
  /** Hours since midnight, with fraction. */
  hour: number
  weekend: boolean
  /** Days since 1970-01-01 by the local calendar. */
  day: number
}

export function localTime(at: Instant): LocalTime {
  const local = at + UTC_OFFSET
  const day = Math.floor(local / DAY)
  const weekday = (day + 4) % 7
  return { hour: (local - day * DAY) / HOUR, weekend: weekday === 0 || weekday === 6, day }
}

/** How much a use takes at a moment, relative to its mean; smooth between the hours' middles. */
export function useFactor(use: Use, { hour, weekend }: Pick<LocalTime, 'hour' | 'weekend'>): number {
  const table = (weekend ? WEEKEND : WORKDAY)[use]
  const from = Math.floor(hour - 0.5)
  const part = hour - 0.5 - from
  const at = (n: number) => table[(n + 24) % 24]!
  return at(from) * (1 - part) + at(from + 1) * part
}

/** The 24 hourly values of a workday, scaled to a mean of exactly one; for files. */
export function workday(use: Use): number[] {
  const sum = WORKDAY[use].reduce((all, share) => all + share, 0)
  return WORKDAY[use].map(share => Math.round(((share * 24) / sum) * 1e4) / 1e4)
}
