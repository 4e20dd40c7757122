import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../ingest/detectors/engine.ts'
import type { Detection } from '../../../model/detection.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'
import { bad, good, line, MIDNIGHT, noise, point, siteOf } from './small-site.ts'

const minute = (n: number) => MIDNIGHT + n * MINUTE

describe('a limit', () => {
  const engineOf = () => createEngine({ site: siteOf([point('J-1.pressure')]) })

  test('raises after its on-delay in device time and ends after its off-delay beyond the deadband', () => {
    const engine = engineOf()
    const values = [
      30, 12, 12, 12, 12, 12, 12, 12, 14.5, 14.5, 14.5, 14.5, 14.5, 14.5, 16, 16, 16, 16, 16, 16, 16,
    ]
    const found = values.flatMap((value, i) =>
      engine.step(good('J-1.pressure', minute(i), value + i / 1000), true),
    )
    expect(found.filter(d => d.kind.startsWith('pressure-low')).map(line)).toEqual([
      '00:06 + pressure-low J-1.pressure (since 00:01)',
      '00:19 - pressure-low J-1.pressure (since 00:01)',
    ])
  })

  test('holds its state and becomes unknown while the point is bad', () => {
    const engine = engineOf()
    const story = [
      ...Array.from({ length: 8 }, (_, i) => good('J-1.pressure', minute(i), 10 + i / 100)),
      ...Array.from({ length: 30 }, (_, i) => bad('J-1.pressure', minute(8 + i))),
      good('J-1.pressure', minute(38), 10),
      ...Array.from({ length: 8 }, (_, i) => good('J-1.pressure', minute(39 + i), 40 + i / 100)),
    ]
    const found = story.flatMap(reading => engine.step(reading, true))
    expect(found.filter(d => d.kind === 'pressure-low').map(line)).toEqual([
      '00:05 + pressure-low J-1.pressure (since 00:00)',
      '00:08 + pressure-low J-1.pressure (since 00:00) ?',
      '00:38 + pressure-low J-1.pressure (since 00:00)',
      '00:44 - pressure-low J-1.pressure (since 00:00)',
    ])
  })

  test('takes the minimum service pressure of the zone', () => {
    const zone = { id: 'Z', kind: 'pressure' as const, name: { zh: 'Z', en: 'Z' }, inlets: [], outlets: [] }
    const site = siteOf([point('J-1.pressure', { zone: 'Z' })], { zones: [{ ...zone, minPressure: 28 }] })
    const engine = createEngine({ site })
    const found = [0, 3, 6].flatMap(i => engine.step(good('J-1.pressure', minute(i), 25 + i / 100), true))
    expect(found.map(d => [d.kind, d.evidence.limit])).toEqual([['pressure-low', 28]])
  })
})

describe('late data', () => {
  test('a batch an hour late flips nothing live and may open a retrospective detection', () => {
    const engine = createEngine({ site: siteOf([point('J-1.pressure')]) })
    const live: Detection[] = []
    const late: Detection[] = []
    for (let i = 120; i < 130; i++)
      live.push(...engine.step(good('J-1.pressure', minute(i), 30 + i / 100), true))
    for (let i = 60; i < 70; i++) {
      late.push(...engine.step(good('J-1.pressure', minute(i), 5 + i / 100, minute(130)), false))
    }
    for (let i = 130; i < 140; i++)
      live.push(...engine.step(good('J-1.pressure', minute(i), 30 + i / 100), true))
    expect(live.map(line)).toEqual([])
    expect(late.map(line)).toEqual(['01:05 + pressure-low J-1.pressure (since 01:00) late'])
    expect(engine.active()).toEqual([])
  })

  test('a resend of readings already judged changes nothing', () => {
    const engine = createEngine({ site: siteOf([point('J-1.pressure')]) })
    const story = Array.from({ length: 10 }, (_, i) => good('J-1.pressure', minute(i), 5 + i / 100))
    const once = story.flatMap(reading => engine.step(reading, true))
    expect(once.length).toBe(1)
    const again = story.flatMap(reading => engine.step(reading, true)).filter(d => !d.retrospective)
    expect(again).toEqual([])
  })
})

describe('after a restart', () => {
  test('the same condition keeps its start, and one that is over ends', () => {
    const before = createEngine({ site: siteOf([point('J-1.pressure'), point('J-2.pressure')]) })
    for (let i = 0; i < 10; i++) {
      for (const id of ['J-1.pressure', 'J-2.pressure']) before.step(good(id, minute(i), 5 + i / 100), true)
    }
    const known = before.active()
    expect(known.map(d => d.subject)).toEqual(['J-1.pressure', 'J-2.pressure'])

    const after = createEngine({ site: siteOf([point('J-1.pressure'), point('J-2.pressure')]) })
    for (let i = 5; i < 12; i++) after.warm(good('J-1.pressure', minute(i), 5 + i / 100))
    after.resume(known)
    expect(after.active().map(d => [d.subject, d.start])).toEqual([
      ['J-1.pressure', minute(0)],
      ['J-2.pressure', minute(0)],
    ])
    const found = Array.from({ length: 20 }, (_, i) => [
      ...after.step(good('J-1.pressure', minute(12 + i), 5 + i / 100), true),
      ...after.step(good('J-2.pressure', minute(12 + i), 30 + i / 100), true),
      ...after.tick(minute(12 + i)),
    ]).flat()
    expect(found.map(line)).toEqual(['00:27 - pressure-low J-2.pressure (since 00:00)'])
  })

  test('replaying the same history yields the same detections', () => {
    const play = () => {
      const engine = createEngine({ site: siteOf([point('J-1.pressure')]) })
      const shake = noise(7)
      return Array.from({ length: 600 }, (_, i) =>
        engine.step(good('J-1.pressure', minute(i), 15 + 4 * Math.sin(i / 30) + shake()), true),
      ).flat()
    }
    expect(play()).toEqual(play())
    expect(play().length).toBeGreaterThan(0)
  })
})

test('a reading costs about the same among 20,000 points as among 200', () => {
  const cost = (count: number) => {
    const points = Array.from({ length: count }, (_, i) => point(`J-${i}.pressure`, { zone: `Z${i % 40}` }))
    const engine = createEngine({ site: siteOf(points) })
    const rounds = 100_000 / count
    const before = process.cpuUsage()
    for (let round = 0; round < rounds; round++) {
      for (const { id } of points) engine.step(good(id, minute(round), 30 + (round % 7)), true)
      engine.tick(minute(round) + HOUR / 3600)
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 100_000
  }
  cost(200)
  // Memory is slower than cache; a slip in complexity would be a factor of a hundred.
  expect(cost(20_000) / cost(200)).toBeLessThan(30)
})
