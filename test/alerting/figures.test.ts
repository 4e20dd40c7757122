import { afterEach, describe, expect, test } from 'vitest'
import { type AlarmHappening, alarmFigures, floodsOf } from '../../alerting/figures/figures.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})
const raised = (alarm: string, at: number, priority = 2): AlarmHappening => ({
  alarm,
  type: 'raised',
  at,
  priority,
  position: 'east',
})
const every = (n: number, from: number, step: number) => Array.from({ length: n }, (_, i) => from + i * step)

describe('figures of ISA-18.2', () => {
  test('rates by hour, priority and position; the ten most frequent and their share', () => {
    const times = [...every(30, 0, MINUTE), ...every(10, 2 * HOUR, MINUTE)]
    const figures = alarmFigures(
      times.map((at, i) => raised(i < 24 ? 'often' : `other ${i}`, at, i % 4 === 0 ? 1 : 3)),
      0,
      3 * HOUR,
    )
    expect(figures.perHour.map(hour => hour.raised)).toEqual([30, 0, 10])
    expect(figures.per10min.map(({ at, raised: n }) => [at / MINUTE, n])).toEqual([
      [0, 10],
      [10, 10],
      [20, 10],
      [120, 10],
    ])
    expect(figures.byPriority).toEqual([10, 0, 30, 0])
    expect(figures.byPosition).toEqual([{ position: 'east', raised: 40 }])
    expect(figures.topTen[0]).toEqual({ alarm: 'often', raised: 24 })
    expect(figures.topTenShare).toBeCloseTo(33 / 40)
    expect(figures.perDay).toBeCloseTo(320)
  })

  test('time to acknowledge, stale, shelved', () => {
    const happenings: AlarmHappening[] = [
      raised('old', 0),
      raised('a', 2 * DAY),
      { alarm: 'a', type: 'acknowledged', at: 2 * DAY + MINUTE },
      raised('b', 2 * DAY + HOUR),
      { alarm: 'b', type: 'acknowledged', at: 2 * DAY + HOUR + 9 * MINUTE },
      { alarm: 'b', type: 'cleared', at: 2 * DAY + 2 * HOUR },
      raised('c', 2 * DAY + 3 * HOUR),
      { alarm: 'c', type: 'shelved', at: 2 * DAY + 4 * HOUR },
    ]
    const figures = alarmFigures(happenings, 2 * DAY, 3 * DAY)
    expect(figures.timeToAcknowledge).toEqual({ median: 9 * MINUTE, p90: 9 * MINUTE, never: 1 })
    expect(figures.stale).toEqual(['old'])
    expect(figures.acknowledgeByPosition).toEqual([
      { position: 'east', median: 9 * MINUTE, p90: 9 * MINUTE, never: 1 },
    ])
    expect(figures.acknowledgeByHour).toEqual([
      { hour: 0, median: MINUTE, p90: MINUTE, never: 0 },
      { hour: 1, median: 9 * MINUTE, p90: 9 * MINUTE, never: 0 },
      { hour: 3, median: null, p90: null, never: 1 },
    ])
    expect([figures.raised, figures.shelved]).toEqual([3, 1])
  })

  test.each([
    ['ten in ten minutes are none', every(10, 0, 59 * SECOND), []],
    ['the eleventh makes it one', every(11, 0, 30 * SECOND), [[0, 300, 11]]],
    [
      'it goes on until fewer than five come in ten minutes',
      [...every(20, 0, 10 * SECOND), ...every(4, 15 * MINUTE, 4 * MINUTE)],
      [[0, 190, 20]],
    ],
    [
      'two floods',
      [...every(12, 0, SECOND), ...every(12, HOUR, SECOND)],
      [
        [0, 11, 12],
        [3600, 3611, 12],
      ],
    ],
  ])('flood: %s', (_, times, floods) => {
    expect(floodsOf(times).map(({ from, to, raised: n }) => [from / SECOND, to / SECOND, n])).toEqual(floods)
  })

  test('the share of ten-minute periods above ten, and of time in flood', () => {
    const figures = alarmFigures(
      every(12, 0, 50 * SECOND).map((at, i) => raised(`x${i}`, at)),
      0,
      HOUR,
    )
    expect(figures.over10).toBeCloseTo(1 / 6)
    expect(figures.peak10min).toBe(12)
    expect(figures.floodTime).toBeCloseTo(550 / 3600)
  })
})

test('from the journal through the API, and a flood grouped by zone with the first one marked', async () => {
  const start = '2026-03-02T10:00:00+08:00'
  const room = await controlRoom(start)
  open.push(room)
  for (let i = 0; i < 12; i++) {
    const [zone, logger] = i % 3 === 0 ? ['west', 'PL-W2'] : ['east', 'PL-E2']
    await room.hear({ kind: 'rate-of-change', subject: `${logger}.x${i}`, asset: logger, zone })
    await room.time.advance(10 * SECOND)
  }
  const flood = await room.get('/alarms/flood')
  expect(flood).toMatchObject({ flood: true, since: Date.parse(start) })
  expect(flood.groups).toMatchObject([
    { zone: 'east', count: 8, firstOut: 'rate-of-change/PL-E2.x1' },
    { zone: 'west', count: 4, firstOut: 'rate-of-change/PL-W2.x0' },
  ])
  const figures = await room.get(`/alarms/figures?from=${Date.parse(start)}&to=${Date.parse(start) + HOUR}`)
  expect(figures).toMatchObject({
    raised: 12,
    peak10min: 12,
    byPosition: [
      { position: 'east', raised: 8 },
      { position: 'west', raised: 4 },
    ],
  })
  expect(await room.get('/alarms/figures?from=5&to=5')).toMatchObject({ code: 'bad-span' })
})
