import { describe, expect, test } from 'vitest'
import { driftingPoints, localInstant } from '../../../dashboard/web/quality/samples.ts'
import type { StationDay } from '../../../dashboard/web/stations/queries.ts'
import { energyDrift, meanUse, rotationOf, tankLasts } from '../../../dashboard/web/stations/sums.ts'
import { withOverlay } from '../../../dashboard/web/trend/overlay.ts'
import type { ComparedSample } from '../../../model/lab-sample.ts'
import { HOUR } from '../../../model/time.ts'

const DAY = 24 * HOUR
const day = (specific: number | null, volume: number | null = 240, length = DAY): StationDay => ({
  day: '2026-11-20',
  from: 0,
  to: length,
  energy: { value: specific === null || volume === null ? null : specific * volume },
  volume: { value: volume },
  specific,
  pumps: [],
})

describe('energy for a cubic metre', () => {
  test('drifts against the median of the days before; a day that is not over is no whole day', () => {
    expect(energyDrift([day(0.2), day(0.3), day(0.2), day(0.25), day(9, 10, HOUR)], DAY)).toBeCloseTo(0.25)
  })
  test.each<[string, StationDay[]]>([
    ['too few days', [day(0.2), day(0.3)]],
    ['days that are not known', [day(null), day(null), day(null), day(0.3)]],
  ])('%s say nothing', (_, days) => expect(energyDrift(days, DAY)).toBeUndefined())
})

const pump = (name: string, running: number) => ({
  pump: name,
  running,
  stopped: 24 - running,
  unknown: 0,
  starts: 1,
  mostStartsInHour: 1,
})

test('rotation tells who stays behind; pumps that hardly ran, or a single one, say nothing', () => {
  expect(rotationOf([pump('1', 80), pump('2', 60), pump('3', 8)])).toMatchObject({
    most: { pump: '1' },
    least: { pump: '3' },
    behind: 0.9,
  })
  expect(rotationOf([pump('1', 2), pump('2', 1)])).toBeUndefined()
  expect(rotationOf([pump('1', 100)])).toBeUndefined()
})

test('a tank lasts as long as its water divided by the mean use; nothing is told of what is not known', () => {
  expect(meanUse([day(0.2), day(0.2, null)])).toBe(10)
  expect(tankLasts(2, [-0.2, 4], 60, 10)).toEqual({ volume: 30, hours: 3 })
  expect(tankLasts(null, [0, 4], 60, 10)).toBeUndefined()
  expect(tankLasts(2, [0, 4], undefined, 10)).toBeUndefined()
  expect(tankLasts(2, [0, 4], 60, 0)).toEqual({ volume: 30, hours: undefined })
})

describe('an analyser', () => {
  const sample = (
    at: number,
    difference: number | null,
    more: Partial<ComparedSample> = {},
  ): ComparedSample => ({
    id: `s-${at}`,
    point: 'AQ-1.chlorine',
    at,
    value: 0.4,
    entered: at,
    by: 'li',
    online: difference === null ? null : { at, value: 0.4 + difference },
    difference,
    allowed: 0.1,
    agrees: difference === null ? null : Math.abs(difference) <= 0.1,
    ...more,
  })
  test.each<[string, ComparedSample[], boolean]>([
    ['off twice to the same side drifts', [sample(1, 0.2), sample(2, 0.3)], true],
    ['off once does not', [sample(1, 0.02), sample(2, 0.3)], false],
    ['off to both sides has had bad samples', [sample(1, -0.2), sample(2, 0.3)], false],
    ['is judged by what can be compared', [sample(1, 0.2), sample(2, 0.3), sample(3, null)], true],
    [
      'is not judged by what was withdrawn',
      [sample(1, 0.2), sample(2, 0.3, { withdrawn: { at: 3, by: 'li', reason: 'x' } })],
      false,
    ],
  ])('%s', (_, samples, drifts) => expect(driftingPoints(samples).has('AQ-1.chlorine')).toBe(drifts))
})

test('a local time is the instant of the site’s zone, whatever the viewer’s computer thinks', () => {
  expect(localInstant('2026-11-22T08:35', () => 480)).toBe(Date.UTC(2026, 10, 22, 0, 35))
  expect(localInstant('tomorrow', () => 480)).toBeUndefined()
})

test('the scale of a course has room for its limits and its laboratory values', () => {
  expect(
    withOverlay(0.4, 0.5, {
      allowed: { low: 0.05, high: 2 },
      shades: [],
      samples: [{ at: 1, value: 2.4, odd: true }],
    }),
  ).toEqual([0.05, 2.4])
  expect(withOverlay(0.4, 0.5, undefined)).toEqual([0.4, 0.5])
})
