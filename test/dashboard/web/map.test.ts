import { describe, expect, test } from 'vitest'
import { rowsOf } from '../../../dashboard/web/alarms/order.ts'
import { directoryOf } from '../../../dashboard/web/directory/directory.ts'
import { pointLabel } from '../../../dashboard/web/directory/point-label.ts'
import { barRange } from '../../../dashboard/web/drawer/bar-range.ts'
import { keyNames } from '../../../dashboard/web/keyboard/key-names.ts'
import { AssetStates, severity } from '../../../dashboard/web/live/asset-states.ts'
import { TagStore } from '../../../dashboard/web/live/tag-store.ts'
import { entryPasses, inView, nextAbnormal } from '../../../dashboard/web/map/in-view.ts'
import { middleOf } from '../../../dashboard/web/map/middle.ts'
import { alarmFeatures, placeOf } from '../../../dashboard/web/map/overlay.ts'
import { scaleBar } from '../../../dashboard/web/map/scale-bar.ts'
import type { MapTheme } from '../../../dashboard/web/map/theme.ts'
import { find } from '../../../dashboard/web/search/find.ts'
import { toneFor } from '../../../dashboard/web/sound/tone.ts'
import { columnsOf, lonely, scaleOf } from '../../../dashboard/web/trend/columns.ts'
import { sparkPath } from '../../../dashboard/web/trend/spark-path.ts'
import { readFilter } from '../../../dashboard/web/url/filter.ts'
import type { Zone } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import { encodeQuality } from '../../../model/quality.ts'
import { acked, alarm, NOON } from './alarms.ts'

const BAD = encodeQuality('bad', 'sensor-failure')
const point = (id: string, asset: string, given: Partial<Point> = {}): Point => ({
  id,
  asset,
  quantity: 'pressure',
  unit: 'm',
  kind: 'gauge',
  position: 'network',
  range: [0, 160],
  period: 10_000,
  deadband: 0,
  name: { zh: id, en: id },
  ...given,
})
const square: Zone = {
  id: 'DMA-01',
  kind: 'district',
  name: { zh: '一区', en: 'One' },
  inlets: [],
  outlets: [],
  area: [
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
  ],
}
const town = directoryOf(
  {
    version: '1',
    kinds: ['station', 'pressure-logger', 'pipe'],
    id: ['PS-1', 'PT-1', 'P-1', 'PT-2', 'lost'],
    kind: [0, 1, 2, 1, 1],
    lng: [1, 1.5, 1, 9, 12_015],
    lat: [1, 1.5, 1, 9, 30],
    zone: ['DMA-01', 'DMA-01', null, null, null],
    name: [{ zh: '龙湖天街泵站', en: 'Longhu Skyline' }, null, null, null, null],
  },
  [
    point('PS-1.volume', 'PS-1', { quantity: 'volume', kind: 'counter' }),
    point('PS-1.inlet', 'PS-1'),
    point('PT-1.p', 'PT-1'),
    point('PT-2.p', 'PT-2'),
    point('lost.p', 'lost'),
    point('M-7.volume', 'M-7'),
  ],
  [square],
)
const entry = (id: string) => town.byId.get(id)!

describe('the directory', () => {
  test('joins assets with what is measured there, gauges before counters', () => {
    expect(entry('PS-1').points.map(({ id }) => id)).toEqual(['PS-1.inlet', 'PS-1.volume'])
    expect(town.live.map(({ id }) => id)).toEqual(['PS-1', 'PT-1', 'PT-2', 'lost'])
  })
  test('an asset at longitude 12015 is listed, never drawn', () => {
    expect(entry('lost').unplaced).toBe(true)
  })
  test.each([
    ['龙湖天街泵站浑浊度', '龙湖天街泵站', '浑浊度'],
    ['一号压力', '龙湖天街泵站', '一号压力'],
    ['龙湖天街泵站', '龙湖天街泵站', '压力'],
    ['龙湖天街泵站 · 出口', '龙湖天街泵站', '出口'],
  ])('%s at %s is called %s', (name, asset, label) => {
    const named = { quantity: 'pressure', name: { zh: name, en: '' } } as Point
    expect(pointLabel(named, { zh: asset, en: '' }, 'zh')).toBe(label)
  })
})

describe('how assets stand', () => {
  test('by their worst alarm and how far their main value may be believed; only differences are told', () => {
    const tags = new TagStore()
    const states = new AssetStates(town, tags)
    tags.write([['PT-1.p', NOON, 20, 0]])
    tags.flush()
    expect(states.pointsChanged(['PT-1.p', 'M-7.volume'], NOON).map(({ id }) => id)).toEqual(['PT-1'])
    expect(states.of(entry('PT-1')).condition).toBe('good')
    expect(states.pointsChanged(['PT-1.p'], NOON)).toEqual([])
    expect(states.timePassed(NOON + 60_000).map(({ id }) => id)).toEqual(['PT-1'])
    expect(states.of(entry('PT-1')).condition).toBe('stale')
    expect(states.of(entry('PT-2')).condition).toBe('never')

    const alarms = [
      alarm({ asset: 'PS-1', priority: 3 }),
      alarm({ asset: 'PS-1', priority: 1, ...acked() }),
      alarm({ asset: 'PT-1', priority: 2, suppressedBy: 'R' }),
    ]
    expect(states.setAlarms(alarms, NOON).map(({ id }) => id)).toEqual(['PS-1'])
    expect(states.of(entry('PS-1')).alarm?.priority).toBe(1)
    expect(severity(states.of(entry('PS-1')))).toBeLessThan(severity(states.of(entry('PT-2'))))
    expect(states.setAlarms([], NOON).map(({ id }) => id)).toEqual(['PS-1'])
  })
})

describe('what is in view', () => {
  const tags = new TagStore()
  const states = new AssetStates(town, tags)
  states.setAlarms([alarm({ asset: 'PT-1', priority: 1, zone: 'DMA-01' })], NOON)
  const bounds = { contains: (at: unknown) => (at as number[])[0]! < 5 }
  const stateOf = (one: (typeof town.live)[number]) => states.of(one)

  test('only what lies there, the worst first', () => {
    expect(inView(town.live, bounds, stateOf, ({ id }) => id).map(({ id }) => id)).toEqual(['PT-1', 'PS-1'])
  })
  test.each([
    ['', 'PT-1', true],
    ['kind:station', 'PS-1', true],
    ['kind:station', 'PT-1', false],
    ['prio:1', 'PT-1', true],
    ['prio:1', 'PS-1', false],
    ['zone:DMA-02', 'PS-1', false],
    ['龙湖', 'PS-1', true],
  ])('filter %j and %s: %s', (text, id, passes) => {
    const one = entry(id)
    expect(entryPasses(readFilter(text), one, states.of(one), [one.name?.zh ?? ''])).toBe(passes)
  })
  test('the next abnormal one goes around', () => {
    expect(nextAbnormal(['a', 'b', 'c'], undefined, 1)).toBe('a')
    expect(nextAbnormal(['a', 'b', 'c'], 'c', 1)).toBe('a')
    expect(nextAbnormal(['a', 'b', 'c'], 'a', -1)).toBe('c')
    expect(nextAbnormal(['a', 'b', 'c'], 'elsewhere', -1)).toBe('c')
    expect(nextAbnormal([], 'a', 1)).toBeUndefined()
  })
})

describe('badges on the map', () => {
  const theme = { name: 'dark' } as MapTheme
  const place = (given: object) => placeOf({ alarm: alarm(given), state: 'UNACK' }, town)

  test('stand at their asset, else at their own place, else in the middle of their zone, else nowhere', () => {
    expect(place({ asset: 'PS-1', at: [9, 9] })).toEqual([1, 1])
    expect(place({ asset: 'lost', at: [9, 9] })).toEqual([9, 9])
    expect(place({ zone: 'DMA-01' })).toEqual([1, 1])
    expect(place({})).toBeUndefined()
  })
  test('one a place, the worst, with how many more there are', () => {
    const rows = rowsOf(
      [
        alarm({ asset: 'PS-1', priority: 3 }),
        alarm({ asset: 'PS-1', priority: 1 }),
        alarm({ asset: 'PT-1', priority: 4, ...acked() }),
      ],
      NOON,
    )
    const { features } = alarmFeatures(rows, town, theme, row => `P${row.alarm.priority}`)
    expect(features.map(({ properties }) => [properties.id, properties.label, properties.ring])).toEqual([
      ['PS-1', 'P1  +1', 1],
      ['PT-1', 'P4', 0],
    ])
  })
  test('a zone without a ring has no middle', () => {
    expect(middleOf({ ...square, area: [[0, 0]] })).toBeUndefined()
  })
  test.each([
    [1, 110, 100, '100 m'],
    [0.37, 110, 20 / 0.37, '20 m'],
    [25, 110, 80, '2 km'],
  ])('at %f m a pixel the scale bar is %f px: %s', (metres, most, px, text) => {
    expect(scaleBar(metres, most)?.text).toBe(text)
    expect(scaleBar(metres, most)?.px).toBeLessThanOrEqual(px + 1e-9)
  })
  test('no scale where there is none', () => expect(scaleBar(0, 110)).toBeUndefined())
})

describe('courses', () => {
  const series = {
    point: 'P',
    mode: 'raw' as const,
    at: [0, 10_000, 20_000, 90_000],
    value: [10, 20, 30, 40],
    quality: [0, 0, BAD, 0],
    rawCount: 4,
  }
  test('a bad value is no value, and a gap is never joined', () => {
    const [x, y] = columnsOf(series, 'level', 30_000, { pressure: 'm' })
    expect(x).toEqual([0, 10, 20, 55, 90])
    expect(y).toEqual([10, 20, null, null, 40])
  })
  test('are in the viewer’s unit', () => {
    const [, y] = columnsOf(series, 'pressure', 100_000, { pressure: 'MPa' })
    expect(y[0]).toBeCloseTo(0.098)
  })
  test('the small drawing lifts its pen at a gap and leaves out what is bad', () => {
    expect(sparkPath(series, 0, 100_000, 30_000, 100, 20)).toBe('M0.0 18.0L10.0 12.7M90.0 2.0')
  })
  test('a reading with no neighbour is found, so that it can be drawn as a dot', () => {
    expect(lonely([1, null, 2, 3, null, 4])).toEqual([0, 5])
    expect(lonely([])).toEqual([])
  })
  test('a flat course runs in the middle', () => {
    expect(sparkPath({ at: [0], value: [5], quality: [0] }, 0, 10, 5, 10, 20)).toBe('M0.0 10.0')
  })
  test('a scale has air, starts at zero rather than below, and survives nothing', () => {
    expect(scaleOf(0.1, 10, 0.1)[0]).toBe(0)
    expect(scaleOf(5, 5, 1)).toEqual([4, 6])
    expect(scaleOf(null, null, 1)).toEqual([0, 1])
  })
  test.each([
    ['an instrument’s own range', [0, 160], [28], [0, 160]],
    ['a meter that could read anything', [-100_000, 100_000], [4.4], [0, 10]],
    ['the same, running backwards', [-100_000, 100_000], [-4.4], [-10, 10]],
    ['nothing known yet', [-100_000, 100_000], [null], [-100_000, 100_000]],
  ] as const)('a bar over %s', (_, range, known, expected) => {
    expect(barRange(range, known)).toEqual(expected)
  })
})

describe('finding', () => {
  const things = [
    { id: 'PS-012', words: ['文一西路泵站', 'PS-012'] },
    { id: 'PS-01', words: ['龙湖天街泵站', 'PS-01'] },
    { id: 'V-1', words: ['文一路阀', 'V-1'] },
  ]
  test.each([
    ['ps-01', ['PS-01', 'PS-012']],
    ['文一', ['V-1', 'PS-012']],
    ['泵站 文一', ['PS-012']],
    ['没有', []],
    ['  ', []],
  ])('%j: %j', (typed, ids) => {
    expect(find(things, typed, 8).map(({ id }) => id)).toEqual(ids)
  })
})

describe('sounds', () => {
  const now = 100_000
  test.each([
    ['the worst of what was raised', [3, 1, 2], undefined, false, 1],
    ['priority 4 makes none', [4], undefined, false, undefined],
    ['nothing raised', [], undefined, false, undefined],
    ['too soon after one as bad', [2], { at: now - 1_000, priority: 2 }, false, undefined],
    ['soon, but worse', [1], { at: now - 1_000, priority: 2 }, false, 1],
    ['in a flood one in ten seconds', [1], { at: now - 9_000, priority: 3 }, true, undefined],
    ['in a flood after ten seconds', [1], { at: now - 10_000, priority: 1 }, true, 1],
  ] as const)('%s', (_, raised, last, flood, expected) => {
    expect(toneFor(raised, last, now, flood)).toBe(expected)
  })
})

describe('keys', () => {
  test('a pair is looked for before the single key', () => {
    expect(keyNames('a', 'g')).toEqual(['g a', 'a'])
    expect(keyNames('a', undefined)).toEqual(['a'])
  })
})
