import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { hoursBefore, meterVolume } from '../../simulators/devices/household.ts'

// Monday, 00:00 in Shandong.
const MIDNIGHT = Date.UTC(2026, 10, 22, 16)
const home = { id: 'C000042', use: 'home', daily: 0.36, households: 1 } as const
const shop = { id: 'C000043', use: 'business', daily: 4, households: 1 } as const
const block = { id: 'C000044', use: 'home', daily: 14, households: 40 } as const

const used = (customer: typeof home | typeof shop | typeof block, from: number, to: number) =>
  meterVolume(customer, to) - meterVolume(customer, from)

describe.each([home, shop, block])('the meter of $id ($use, $households households)', customer => {
  test('never runs backwards', () => {
    let last = meterVolume(customer, MIDNIGHT)
    for (let at = MIDNIGHT; at < MIDNIGHT + 10 * DAY; at += 7 * MINUTE) {
      const now = meterVolume(customer, at)
      expect(now).toBeGreaterThanOrEqual(last)
      last = now
    }
  })

  test('takes its daily mean over a month', () => {
    expect(used(customer, MIDNIGHT, MIDNIGHT + 30 * DAY) / (30 * customer.daily)).toBeCloseTo(1, 1)
  })

  test('no two weeks of a year are more than half apart', () => {
    const weeks = Array.from({ length: 50 }, (_, n) =>
      used(customer, MIDNIGHT + n * 7 * DAY, MIDNIGHT + (n + 1) * 7 * DAY),
    )
    expect(Math.max(...weeks) / Math.min(...weeks)).toBeLessThan(1.5)
  })

  test('reads the same whenever it is asked', () => {
    expect(meterVolume(customer, MIDNIGHT + 5 * HOUR)).toBe(meterVolume({ ...customer }, MIDNIGHT + 5 * HOUR))
  })
})

test('a home has hours without use, a building has none', () => {
  const hours = (customer: typeof home | typeof block) =>
    Array.from({ length: 7 * 24 }, (_, n) => used(customer, MIDNIGHT + n * HOUR, MIDNIGHT + (n + 1) * HOUR))
  expect(hours(home).filter(volume => volume === 0).length).toBeGreaterThan(30)
  expect(hours(block).filter(volume => volume === 0)).toEqual([])
})

test('people sleep: a building takes less from 2 to 4 than from 19 to 21', () => {
  expect(3 * used(block, MIDNIGHT + 2 * HOUR, MIDNIGHT + 4 * HOUR)).toBeLessThan(
    used(block, MIDNIGHT + 19 * HOUR, MIDNIGHT + 21 * HOUR),
  )
})

test('the day before 10:20 is the 24 full hours up to 10:00', () => {
  const hours = hoursBefore(MIDNIGHT + 10 * HOUR + 20 * MINUTE)
  expect(hours).toHaveLength(24)
  expect(hours.at(-1)).toBe(MIDNIGHT + 10 * HOUR)
  expect(hours[0]).toBe(MIDNIGHT - 13 * HOUR)
})
