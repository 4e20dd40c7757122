import { DAY, type Instant } from '../../../model/time.ts'

export interface Span {
  from: Instant
  to: Instant
}

/** The stretch a timeline shows around `at`: up to the present where it reaches, else with `at` in its middle. */
export function spanAround(at: Instant | undefined, now: Instant, length: number): Span {
  if (at === undefined || at > now - length) return { from: now - length, to: now }
  return { from: at - length / 2, to: at + length / 2 }
}

/** How far back alarms are asked for, so that those that stood at the beginning are known. */
export const LOOK_BACK = 7 * DAY

/** Speeds of a replay, as simulated seconds a second, and how people say them. */
export const RATES = [
  { rate: 1, label: '1 s/s' },
  { rate: 10, label: '10 s/s' },
  { rate: 60, label: '1 min/s' },
  { rate: 300, label: '5 min/s' },
  { rate: 1_800, label: '30 min/s' },
] as const

/** The rate an address asks for; a minute a second when it does not say. */
export function rateOf(text: string | undefined): number {
  const wanted = Number(text)
  return RATES.find(({ rate }) => rate === wanted)?.rate ?? 60
}
