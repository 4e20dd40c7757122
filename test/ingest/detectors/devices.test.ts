import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../ingest/detectors/engine.ts'
import type { Detection } from '../../../model/detection.ts'
import type { Point } from '../../../model/point.ts'
import type { Reading } from '../../../model/reading.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'
import { good, line, MIDNIGHT, noise, point, siteOf } from './small-site.ts'

const minute = (n: number) => MIDNIGHT + n * MINUTE

function play(points: readonly Point[], story: readonly Reading[]): Detection[] {
  const engine = createEngine({ site: siteOf(points) })
  return story.flatMap(reading => engine.step(reading, true))
}

test('a meter that says somebody has opened it is told until it has not said so for an hour', () => {
  const flag = point('C-1.tamper', { period: 15 * MINUTE })
  const says = [0, 1, 1, 0, 0, 0, 0, 0, 0].map((value, n) => good(flag.id, minute(15 * n), value))
  expect(play([flag], says).map(line)).toEqual([
    '00:15 + meter-tamper C-1 (since 00:15)',
    '01:45 - meter-tamper C-1 (since 00:15)',
  ])
})

describe('a pump', () => {
  const pump = ['running', 'fault', 'alarm'].map(quantity => point(`P-1.${quantity}`))

  test('that stops with a fault has tripped; it is over when the fault is', () => {
    const found = play(pump, [
      good('P-1.running', minute(0), 1),
      good('P-1.fault', minute(0), 0),
      good('P-1.fault', minute(5), 1),
      good('P-1.running', minute(5), 0),
      good('P-1.alarm', minute(6), 57),
      good('P-1.fault', minute(30), 0),
      good('P-1.alarm', minute(31), 0),
    ])
    expect(found.map(line)).toEqual([
      '00:05 + pump-fault P-1 (since 00:05)',
      '00:05 + pump-fault P-1 (since 00:05)',
      '00:06 + pump-fault P-1 (since 00:05)',
      '00:31 - pump-fault P-1 (since 00:05)',
    ])
    expect(found[2]?.evidence).toEqual({ tripped: true, alarm: 57, meaning: 'dry-running' })
  })

  test('that is stopped by hand is no fault', () => {
    expect(play(pump, [good('P-1.running', minute(0), 1), good('P-1.running', minute(5), 0)])).toEqual([])
  })
})

describe('a contact', () => {
  test.each([
    ['mains-power', 0, 1, 'mains-failure'],
    ['flooding', 1, 0, 'flooding'],
    ['door', 1, 0, 'door-open'],
  ] as const)('%s at %d is %s', (quantity, abnormal, normal, kind) => {
    const id = `S-1.${quantity}`
    const story = [
      good(id, minute(0), normal),
      good(id, minute(1), abnormal),
      good(id, minute(9), normal),
      good(id, minute(11), normal),
    ]
    const found = play([point(id)], story)
    expect(found.map(d => [d.kind, d.subject, d.active, d.start])).toEqual([
      [kind, 'S-1', true, minute(1)],
      [kind, 'S-1', false, minute(1)],
    ])
  })
})

describe('a flat line', () => {
  const id = 'J-1.pressure'
  const flat = (from: number, to: number, value: number) =>
    Array.from({ length: to - from }, (_, i) => good(id, minute(from + i), value))

  test('is told after its quantity’s span and ends when it moves', () => {
    const found = play([point(id)], [...flat(0, 40, 33), good(id, minute(40), 33.1)])
    expect(found.map(line)).toEqual([
      '00:30 + flat-line J-1.pressure (since 00:00)',
      '00:40 - flat-line J-1.pressure (since 00:00)',
    ])
  })

  test('is not told of a point that often stands still', () => {
    const nights = [0, 200, 400].flatMap(start => [
      ...flat(start, start + 40, 33 + start / 1000),
      good(id, minute(start + 45), 30),
    ])
    const found = play([point(id)], nights)
    expect(found.filter(d => d.active).map(line)).toEqual(['00:30 + flat-line J-1.pressure (since 00:00)'])
  })

  test('is not told of a flow at rest', () => {
    const still = Array.from({ length: 300 }, (_, i) => good('V-1.flow', minute(i), 0))
    expect(play([point('V-1.flow')], still)).toEqual([])
  })
})

describe('a gauge that changes too fast', () => {
  test('is told when the second reading agrees, not for one spike', () => {
    const id = 'T-1.level'
    const levels = [3, 3.01, 3.02, 9, 3.03, 3.04, 5, 5.1, 5.1, 5.1]
    const found = play(
      [point(id, { position: 'plant' })],
      levels.map((value, i) => good(id, minute(i), value)),
    )
    expect(found.map(d => [d.kind, (d.at - MIDNIGHT) / MINUTE])).toEqual([['rate-of-change', 7]])
  })
})

describe('a device clock', () => {
  test('that runs ahead is told once for the device', () => {
    const points = ['J-1.pressure', 'J-1.flow'].map(id => point(id))
    const story = Array.from({ length: 6 }, (_, i) =>
      points.map(
        ({ id }): Reading => ({
          point: id,
          at: minute(60 + i),
          received: minute(i),
          value: 30 + i,
          quality: i < 3 ? 'uncertain' : 'good',
          ...(i < 3 ? { reason: 'clock-ahead' } : {}),
        }),
      ),
    ).flat()
    const found = play(points, story).filter(d => d.kind === 'clock-wrong')
    expect(found.map(d => [d.subject, d.active, d.evidence.ahead])).toEqual([
      ['J-1', true, HOUR],
      ['J-1', false, HOUR],
    ])
  })
})

test('inflow of a zone above its usual is told once the baseline knows five days', () => {
  const flow = point('V-1.flow', { period: 15 * MINUTE })
  const zone = {
    id: 'A',
    kind: 'district' as const,
    name: { zh: 'A', en: 'A' },
    inlets: ['V-1'],
    outlets: [],
  }
  const engine = createEngine({ site: siteOf([flow], { zones: [zone] }) })
  const shake = noise(5)
  const found: Detection[] = []
  for (let quarter = 0; quarter < 12 * 96; quarter++) {
    const day = Math.floor(quarter / 96)
    const usual = 100 + 40 * Math.sin((quarter / 96) * 2 * Math.PI) + 2 * shake()
    const extra = day === 10 && quarter % 96 >= 40 ? 40 : 0
    found.push(...engine.step(good('V-1.flow', MIDNIGHT + quarter * 15 * MINUTE, usual + extra), true))
  }
  expect(found.filter(d => d.kind === 'flow-rise').map(line)).toEqual([
    '10:45 + flow-rise A (since 10:00)',
    '00:45 - flow-rise A (since 10:00)',
  ])
})
