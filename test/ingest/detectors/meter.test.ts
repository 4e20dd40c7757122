import { describe, expect, test } from 'vitest'
import { meterDetector } from '../../../ingest/detectors/meter/meter.ts'
import type { Point } from '../../../model/point.ts'
import { DAY, HOUR } from '../../../model/time.ts'

const point: Point = {
  id: 'C1.volume',
  asset: 'C1',
  quantity: 'volume',
  unit: 'm3',
  kind: 'counter',
  position: 'end',
  range: [0, 1e6],
  period: HOUR,
  deadband: 0,
  name: { zh: '', en: '' },
}
const settings = {
  leakFlow: 0.003,
  leakHours: 24,
  burstFlow: 2.5,
  burstHours: 1,
  burstRatio: 2,
  reverse: 0.05,
  spikeHour: 2.5,
  spikeDay: 4,
  leastHour: 0.15,
  leastDay: 1,
  days: 14,
  zeroHours: 168,
  usualDay: 0.03,
}

/** The register read every hour, given what flowed in each, m³/h; which conditions came and went in which hour. */
function live(flows: readonly number[]): string[] {
  const detector = meterDetector(point, settings, at => Math.floor(at / DAY))
  let state = detector.initial
  let volume = 100
  return [0, ...flows].flatMap((flow, hour) => {
    volume += flow
    const [next, found] = detector.step(state, {
      point: point.id,
      at: hour * HOUR,
      value: volume,
      quality: 'good',
    })
    state = next
    return found.map(({ kind, active }) => `${hour} ${kind} ${active ? 'holds' : 'no longer'}`)
  })
}

const days = (n: number, hourOfDay: (hour: number) => number) =>
  Array.from({ length: 24 * n }, (_, i) => hourOfDay(i % 24))
const household = (hour: number) => (hour < 6 ? 0 : hour === 19 ? 0.4 : 0.02)
const hospital = (hour: number) => (hour < 5 ? 1.5 : hour === 9 ? 6.4 : 3)

describe('a customer’s meter', () => {
  const cases: { title: string; flows: number[]; says: string[] }[] = [
    { title: 'a household day by day says nothing', flows: days(3, household), says: [] },
    {
      title: 'three cubic metres in an hour at a household is a burst, until it stops',
      flows: [...days(2, household), 3, 3, 0],
      says: ['49 meter-burst holds', '51 meter-burst no longer'],
    },
    {
      title: 'a hospital uses that every day: its own peak is the measure, though it never sleeps',
      flows: days(2, hospital),
      says: ['24 meter-leak holds'],
    },
    {
      title: 'twice a hospital’s own peak is a burst there too',
      flows: [...days(1, hospital), 13.5, 0],
      says: ['24 meter-leak holds', '25 meter-burst holds', '26 meter-burst no longer'],
    },
    { title: 'on its first day nothing is too much yet', flows: [0.1, 5, 5, 0], says: [] },
    {
      title: 'a drip that never stops for a day is a leak',
      flows: days(1, () => 0.01),
      says: ['24 meter-leak holds'],
    },
    {
      title: 'a leak that a shut tap interrupts for an hour is still there; four such hours in a day end it',
      flows: [...days(1, () => 0.01), 0, 0.01, 0.01, 0, 0, 0],
      says: ['24 meter-leak holds', '30 meter-leak no longer'],
    },
    {
      title: 'an hour far above the highest of two weeks is a spike, told once a day',
      flows: [...days(14, household), ...days(1, hour => (hour === 8 || hour === 9 ? 1.2 : 0)), 0, 0],
      says: ['345 meter-spike holds', '361 meter-spike no longer'],
    },
    {
      title: 'a day far above all days is a spike though no hour is',
      flows: [...days(14, household), ...days(1, () => 0.15), 0],
      says: ['342 meter-leak holds', '356 meter-spike holds', '361 meter-spike no longer'],
    },
    {
      title: 'a week without use after regular use stands still; the first use ends it',
      flows: [...days(14, household), ...days(8, () => 0), 0.1],
      says: ['504 meter-zero holds', '529 meter-zero no longer'],
    },
    {
      title: 'a meter that was changed, and one that rolls over, run neither back nor wild',
      flows: [0.1, 0.1, -90, 0.1, 0.1],
      says: [],
    },
    {
      title: 'a register that runs back is reverse flow',
      flows: [0.1, -0.2, 0.1],
      says: ['2 meter-reverse holds', '3 meter-reverse no longer'],
    },
  ]
  test.each(cases)('$title', ({ flows, says }) => expect(live(flows)).toEqual(says))
})
