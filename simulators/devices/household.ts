import { DAY, HOUR, type Instant } from '../../model/time.ts'
import { hashText, hashUnit } from '../random.ts'
import type { TownCustomer } from '../town/customers.ts'
import { localTime, useFactor } from '../town/patterns.ts'

/** Meters were read as zero on 1 March 2023, local time. */
const INSTALLED = localTime(Date.UTC(2023, 2, 1)).day

/** A business that uses less in a day, m³, has nobody in at night: a barber, a kindergarten, but no hotel. */
const SMALL_BUSINESS = 10

type Consumer = Pick<TownCustomer, 'id' | 'use' | 'daily' | 'households'>

/**
 * What a customer's meter has counted at `at`, m³, to the litre: a pure function, so a restart counts on. Hours
 * without use, busy mornings, quiet days and weekends included; it never runs backwards.
 */
export function meterVolume(customer: Consumer, at: Instant): number {
  const { day, hour, weekend } = localTime(at)
  const seed = hashText(customer.id)
  // Each day takes more or less; what one day borrows the next gives back, so the sum stays a formula.
  const borrowed = (n: number) => 0.35 * customer.daily * (hashUnit(seed, n) - 0.5)
  const today = customer.daily + borrowed(day + 1) - borrowed(day)
  const before = 30 * hashUnit(seed, 0) + (day - INSTALLED) * customer.daily + borrowed(day)
  const weights = hoursOf(customer, seed, day, weekend)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const whole = Math.floor(hour)
  const done =
    weights.slice(0, whole).reduce((sum, weight) => sum + weight, 0) + (weights[whole] ?? 0) * (hour - whole)
  return Math.floor((before + (all === 0 ? 0 : (today * done) / all)) * 1_000) / 1_000
}

/** How the day's use falls on its hours: one home's is patchy, a building's is smooth. */
function hoursOf(
  { use, households, daily }: Consumer,
  seed: number,
  day: number,
  weekend: boolean,
): number[] {
  const patchy = use === 'home' ? 1 / Math.sqrt(households) : 0.25
  return Array.from({ length: 24 }, (_, hour) => {
    const usual = useFactor(use, { hour: hour + 0.5, weekend })
    const chance = hashUnit(seed ^ 0x5bd1, day * 24 + hour)
    const closed = use !== 'home' && daily < SMALL_BUSINESS && (hour < 6 || hour >= 22)
    const nobody = closed || (patchy > 0.5 && chance > Math.min(0.96, 0.12 + 0.62 * usual))
    const burst = -Math.log(1 - hashUnit(seed ^ 0x1b87, day * 24 + hour))
    return nobody ? 0 : usual * (1 - patchy + patchy * burst)
  })
}

/** The hours that ended in the day before `at`, oldest first. */
export function hoursBefore(at: Instant): Instant[] {
  const last = Math.floor(at / HOUR) * HOUR
  return Array.from({ length: DAY / HOUR }, (_, n) => last - (23 - n) * HOUR)
}
