import { describe, expect, test } from 'vitest'
import { directoryOf } from '../../../dashboard/web/directory/directory.ts'
import { lengthOf, metresText } from '../../../dashboard/web/map/measure.ts'
import { liveFeatures } from '../../../dashboard/web/map/overlay.ts'
import { presetOf, rampStep } from '../../../dashboard/web/map/presets.ts'
import { countsByZone, zoneCounts } from '../../../dashboard/web/map/zone-counts.ts'
import type { Alarm } from '../../../model/alarm.ts'
import type { Point } from '../../../model/point.ts'
import { alarm } from './alarms.ts'

const name = { zh: '', en: '' }
const zone = (id: string) => ({
  id,
  kind: 'district' as const,
  name,
  inlets: [],
  outlets: [],
  area: [
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
  ] as [number, number][],
})
const point = (asset: string, quantity: Point['quantity']): Point =>
  ({ id: `${asset}.${quantity}`, asset, quantity, kind: 'gauge', period: 60_000, name }) as Point
const town = directoryOf(
  {
    version: '1',
    kinds: ['pressure-logger', 'analyser'],
    id: ['L-1', 'A-1'],
    kind: [0, 1],
    lng: [1, 1.5],
    lat: [1, 1.5],
    zone: ['Z-1', 'Z-1'],
    name: [null, null],
  },
  [point('L-1', 'pressure'), point('A-1', 'turbidity'), point('A-1', 'chlorine')],
  [zone('Z-1'), zone('Z-2')],
)
const row = (given: Partial<Alarm>) => ({ alarm: alarm(given), state: 'UNACK' as const })

describe('alarms of a city', () => {
  test('are counted by zone with the worst priority, whoever was seen by nobody yet', () => {
    const acked = { ...row({ id: 'a', priority: 1, zone: 'Z-1' }), state: 'ACKED' as const }
    const { counts, rest } = zoneCounts(
      [row({ id: 'b', priority: 3, zone: 'Z-1' }), acked, row({ id: 'c', priority: 2, zone: 'Z-2' })],
      town,
    )
    expect(counts.map(({ zone, n, worst }) => [zone, n, worst.alarm.priority])).toEqual([
      ['Z-1', 2, 1],
      ['Z-2', 1, 2],
    ])
    expect(rest).toEqual([])
  })

  test('one that belongs to an asset counts in its zone; one of nowhere keeps its own badge', () => {
    const { counts, rest } = zoneCounts(
      [row({ id: 'a', asset: 'L-1' }), row({ id: 'b', at: [5, 5] }), row({ id: 'c', zone: 'Z-9' })],
      town,
    )
    expect(counts.map(({ zone, n }) => [zone, n])).toEqual([['Z-1', 1]])
    expect(rest.map(({ alarm }) => alarm.id)).toEqual(['b', 'c'])
  })

  test.each([
    [12, 3, false],
    [10.7, 3, true],
    [12, 200, true],
    [13.5, 200, false],
  ])('at zoom %d with %d places: by zone %s', (zoom, places, byZone) => {
    expect(countsByZone(zoom, 12, places)).toBe(byZone)
  })
})

describe('a preset', () => {
  const tag =
    (value: number | null, code = 0) =>
    () => ({ at: 0, value, code })
  const [logger, analyser] = town.live
  test('colours what it is about by its value, and nothing that must not be believed', () => {
    expect([5, 14, 25, 30, 99].map(value => rampStep(logger!, 'pressure', tag(value), true))).toEqual([
      1, 2, 3, 4, 5,
    ])
    expect(rampStep(logger!, 'pressure', tag(30), false)).toBe(0)
    expect(rampStep(logger!, 'pressure', tag(null), true)).toBe(0)
    expect(rampStep(logger!, 'pressure', tag(30, 130), true)).toBe(0)
    expect(rampStep(logger!, 'quality', tag(0.4), true)).toBe(0)
    expect(rampStep(analyser!, 'quality', tag(0.4), true)).toBe(3)
    expect(rampStep(logger!, 'operation', tag(30), true)).toBe(0)
  })
  test('is everyday operation when the address names none, or one there is not', () => {
    expect([undefined, 'nonsense', 'pressure'].map(presetOf)).toEqual(['operation', 'operation', 'pressure'])
  })
})

test('many live points come in closer by closer, the few that matter at once', () => {
  const many = 20_000
  const crowd = directoryOf(
    {
      version: '1',
      kinds: ['pressure-logger', 'station'],
      id: Array.from({ length: many }, (_, i) => `L-${i}`),
      kind: Array.from({ length: many }, (_, i) => (i % 1_000 === 0 ? 1 : 0)),
      lng: Array(many).fill(1),
      lat: Array(many).fill(1),
      zone: Array(many).fill(null),
      name: Array(many).fill(null),
    },
    Array.from({ length: many }, (_, i) => point(`L-${i}`, 'pressure')),
    [],
  )
  const levels = liveFeatures(crowd).features.map(({ properties }) => Number(properties.from))
  const upTo = (level: number) => levels.filter(from => from <= level).length
  expect(upTo(0)).toBeGreaterThan(3_800)
  expect(upTo(0)).toBeLessThan(4_200)
  expect(upTo(2)).toBe(many)
  expect(levels.filter((_, i) => i % 1_000 === 0)).toEqual(Array(20).fill(0))
  expect(liveFeatures(town).features.map(({ properties }) => properties.from)).toEqual([0, 0])
})

test('a degree along the equator is 111.2 km, said as people say it', () => {
  expect(
    lengthOf([
      [0, 0],
      [1, 0],
    ]),
  ).toBeCloseTo(111_195, 0)
  expect([3.06, 123.4, 4_560, 123_456].map(metresText)).toEqual(['3.1 m', '123 m', '4.56 km', '123 km'])
})
