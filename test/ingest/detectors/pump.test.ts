import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../ingest/detectors/engine.ts'
import { pumpGroups } from '../../../ingest/detectors/pump/pumps.ts'
import type { Detection } from '../../../model/detection.ts'
import type { Point } from '../../../model/point.ts'
import { DAY, HOUR, type Instant, MINUTE } from '../../../model/time.ts'
import { good, line, MIDNIGHT, point, siteOf } from './small-site.ts'

const STATION: Point[] = [
  point('PS-1.flow'),
  point('PS-1.pressure', { id: 'PS-1.inlet' }),
  point('PS-1.frequency'),
  point('PS-1.energy'),
  point('PS-1.volume'),
  ...['pump1', 'pump2'].flatMap(pump =>
    ['running', 'power', 'runtime'].map(quantity =>
      point(`PS-1.${quantity}`, { id: `PS-1.${pump}.${quantity}`, period: 15_000 }),
    ),
  ),
]

/** Plays what each point shows at each step; `undefined` says nothing. */
function play(
  points: readonly Point[],
  length: number,
  step: number,
  show: (id: string, at: Instant) => number | undefined,
): Detection[] {
  const engine = createEngine({ site: siteOf(points) })
  const found: Detection[] = []
  for (let at = MIDNIGHT; at < MIDNIGHT + length; at += step) {
    for (const { id } of points) {
      const value = show(id, at)
      if (value !== undefined) found.push(...engine.step(good(id, at, value), true))
    }
  }
  return found.filter(({ kind }) => kind.startsWith('pump-'))
}
const passed = (at: Instant) => at - MIDNIGHT

test('points tell which pumps there are', () => {
  const [group, ...others] = pumpGroups([...STATION, point('PS-1.running'), point('P-9.running')])
  expect(group!.pumps.map(({ id }) => id)).toEqual(['PS-1.pump1', 'PS-1.pump2'])
  expect([group!.flow?.id, group!.inlet?.id, group!.outlet]).toEqual(['PS-1.flow', 'PS-1.inlet', undefined])
  expect(others.map(({ asset, pumps }) => [asset, pumps[0]!.id])).toEqual([['P-9', 'P-9']])
})

describe('starts', () => {
  const pump = [point('P-1.running', { period: 15_000 })]
  const runs = (on: number, every: number, until: number) => (_: string, at: Instant) =>
    passed(at) < until && passed(at) % every < on ? 1 : 0

  test.each([
    ['every 10 minutes for 5', 5 * MINUTE, 10 * MINUTE, []],
    [
      'every 3 minutes for 2½: more than 15 an hour',
      2.5 * MINUTE,
      3 * MINUTE,
      ['00:48 + pump-starts P-1 (since 00:03)', '02:27 - pump-starts P-1 (since 00:03)'],
    ],
    [
      'every 10 minutes for 1: only for moments',
      MINUTE,
      10 * MINUTE,
      ['00:31 + pump-short-cycling P-1 (since 00:11)', '02:51 - pump-short-cycling P-1 (since 00:11)'],
    ],
  ])('%s', (_, on, every, expected) => {
    expect(play(pump, 4 * HOUR, 15_000, runs(on, every, 2 * HOUR)).map(line)).toEqual(expected)
  })

  test('what happened while nobody looked is no start', () => {
    expect(play(pump, 6 * HOUR, 2 * MINUTE, (_, at) => (passed(at) / (2 * MINUTE)) % 2)).toEqual([])
  })
})

describe('dry run', () => {
  /** Both pumps at 45 Hz, 8 kW together 40 m³/h, but for what the story changes. */
  const story =
    (change: Record<string, (minute: number) => number | undefined>) =>
    (id: string, at: Instant): number | undefined => {
      const minute = passed(at) / MINUTE
      const usual: Record<string, number> = { 'PS-1.flow': 40, 'PS-1.inlet': 12, 'PS-1.frequency': 45 }
      const own = change[id]?.(minute)
      return own ?? usual[id] ?? (id.endsWith('running') ? 1 : id.endsWith('power') ? 4 : undefined)
    }
  const from = (minute: number, value: number) => (now: number) =>
    now >= minute && now < 90 ? value : undefined

  test.each([
    [
      'load far under the usual and no flow',
      { 'PS-1.pump1.power': from(60, 1.2), 'PS-1.pump2.power': from(60, 1.2), 'PS-1.flow': from(60, 0) },
      ['PS-1.pump1', 'PS-1.pump2'],
    ],
    [
      'one has lost its water, the other delivers: no flow is not seen',
      { 'PS-1.pump1.power': from(60, 1.2) },
      [],
    ],
    [
      'nothing left at the inlet and a falling load',
      { 'PS-1.inlet': from(60, -1), 'PS-1.pump1.power': from(60, 2.4), 'PS-1.pump2.power': from(60, 2.4) },
      ['PS-1.pump1', 'PS-1.pump2'],
    ],
    ['the inlet gauge alone says so, the load is that of a pump at work', { 'PS-1.inlet': from(60, -1) }, []],
    [
      'idling at night at half speed: less load, no flow, nothing wrong',
      {
        'PS-1.frequency': from(60, 30),
        'PS-1.flow': from(60, 0),
        'PS-1.pump1.power': from(60, 4 * (30 / 45) ** 3),
        'PS-1.pump2.power': from(60, 4 * (30 / 45) ** 3),
      },
      [],
    ],
  ])('%s', (_, change, expected) => {
    const found = play(STATION, 2 * HOUR, 15_000, story(change)).filter(({ kind }) => kind === 'pump-dry-run')
    expect(found.filter(({ active }) => active).map(({ subject }) => subject)).toEqual(expected)
    expect(found.filter(({ active }) => !active).map(({ subject }) => subject)).toEqual(expected)
    for (const { start, active } of found) if (active) expect(passed(start)).toBe(HOUR)
  })
})

describe('over days', () => {
  /** Counters that grow by so much an hour on a day. */
  const counters = (rates: Record<string, (day: number) => number>, days: number) => {
    const sums = new Map<string, number>()
    return play(
      STATION.filter(({ id }) => id in rates || id.endsWith('running')),
      days * DAY,
      HOUR,
      (id, at) => {
        const rate = rates[id]
        if (!rate) return undefined
        const before = sums.get(id) ?? 1000
        sums.set(id, before + rate(Math.floor(passed(at) / DAY)))
        return before
      },
    )
  }
  const spells = (found: Detection[]) =>
    found.map(({ kind, active, at }) => `day ${Math.floor(passed(at) / DAY)} ${active ? '+' : '-'} ${kind}`)

  test('pumps that take turns are in order; when the second rests it is told once it is a third behind over a week', () => {
    const found = counters(
      {
        'PS-1.pump1.runtime': day => (day < 14 ? 0.5 : 1),
        'PS-1.pump2.runtime': day => (day < 14 ? 0.48 : 0),
      },
      24,
    )
    expect(spells(found)).toEqual(['day 16 + pump-imbalance'])
    expect(found[0]!.evidence).toMatchObject({ most: 'PS-1.pump1', least: 'PS-1.pump2', days: 7 })
  })

  test('energy a cubic metre that rises by a fifth is told after three days, by 5 % never', () => {
    const rates = (worn: number) => ({
      'PS-1.volume': () => 40,
      'PS-1.energy': (day: number) => 12 * (day < 15 ? 1 : day < 25 ? worn : 1),
    })
    expect(spells(counters(rates(1.2), 30))).toEqual(['day 18 + pump-efficiency', 'day 26 - pump-efficiency'])
    expect(spells(counters(rates(1.05), 30))).toEqual([])
  })
})

test('a station with several pumps: one fault stands until it is over, whatever the others say', () => {
  const points = ['pump1', 'pump2'].flatMap(pump =>
    ['running', 'fault'].map(quantity => point(`PS-1.${quantity}`, { id: `PS-1.${pump}.${quantity}` })),
  )
  const found = play(points, 20 * MINUTE, MINUTE, (id, at) => {
    const minute = passed(at) / MINUTE
    return id === 'PS-1.pump1.fault' ? Number(minute >= 5 && minute < 15) : id.endsWith('running') ? 1 : 0
  })
  expect(found.map(line)).toEqual([
    '00:05 + pump-fault PS-1 (since 00:05)',
    '00:15 - pump-fault PS-1 (since 00:05)',
  ])
  expect(found[0]!.evidence).toMatchObject({ pump: 'PS-1.pump1' })
})
