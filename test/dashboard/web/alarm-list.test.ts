import { describe, expect, test } from 'vitest'
import { alarmFigures, alarmWords } from '../../../dashboard/web/alarms/describe.ts'
import {
  countWords,
  firstOuts,
  floodLines,
  isFlood,
  raisedLately,
} from '../../../dashboard/web/alarms/flood.ts'
import { freeze } from '../../../dashboard/web/alarms/frozen.ts'
import { countsOf, rowsOf, total } from '../../../dashboard/web/alarms/order.ts'
import { GLYPHS } from '../../../dashboard/web/badge/shape.ts'
import type { Point } from '../../../model/point.ts'
import { acked, alarm, NOON } from './alarms.ts'

const minute = 60_000

describe('the operator’s order', () => {
  test('unacknowledged first, then priority, then the newest', () => {
    const given = [
      alarm({ id: 'acked P1', priority: 1, ...acked() }),
      alarm({ id: 'unacked P3', priority: 3 }),
      alarm({ id: 'unacked P1 old', priority: 1, raisedAt: NOON - minute }),
      alarm({ id: 'unacked P1 new', priority: 1 }),
      alarm({ id: 'gone P1, nobody saw it', priority: 1, active: false, clearedAt: NOON }),
      alarm({ id: 'acked P4', priority: 4, ...acked() }),
    ]
    expect(rowsOf(given, NOON).map(({ alarm: { id } }) => id)).toEqual([
      'unacked P1 new',
      'unacked P1 old',
      'gone P1, nobody saw it',
      'unacked P3',
      'acked P1',
      'acked P4',
    ])
  })

  test('rows of one moment keep one order, however they came', () => {
    const given = ['c', 'a', 'b'].map(id => alarm({ id }))
    const order = (list: typeof given) => rowsOf(list, NOON).map(row => row.alarm.id)
    expect(order(given)).toEqual(['a', 'b', 'c'])
    expect(order(given.toReversed())).toEqual(['a', 'b', 'c'])
  })

  test('a shelf that has ended brings the alarm back without a word from the server', () => {
    const shelved = alarm({ shelved: { until: NOON + minute, at: NOON, by: 'li', reason: 'test' } })
    expect(rowsOf([shelved], NOON)[0]?.state).toBe('SHLVD')
    expect(rowsOf([shelved], NOON + minute)[0]?.state).toBe('UNACK')
  })

  test('counts are of everything: standing, unacknowledged, set aside', () => {
    const rows = rowsOf(
      [
        alarm({ priority: 1 }),
        alarm({ priority: 1, ...acked() }),
        alarm({ priority: 2, active: false }),
        alarm({ priority: 1, shelved: { until: NOON + minute, at: NOON, by: 'li', reason: 'test' } }),
        alarm({ priority: 4, suppressedBy: 'R-1' }),
        alarm({ priority: 3, outOfService: { at: NOON, by: 'li', reason: 'works' } }),
      ],
      NOON,
    )
    const { standing, unacked, setAside } = countsOf(rows)
    expect(standing).toEqual({ 1: 2, 2: 1, 3: 0, 4: 0 })
    expect(unacked).toEqual({ 1: 1, 2: 1, 3: 0, 4: 0 })
    expect(total(setAside)).toBe(3)
  })
})

describe('a list under the pointer', () => {
  const row = (id: string, text = id) => ({ id, text })
  const idOf = ({ id }: { id: string }) => id
  const gone = new Map([['b', row('b', 'b as it last was')]])

  test('free, it shows what there is', () => {
    expect(freeze([row('a')], idOf, undefined, gone)).toEqual({ rows: [row('a')], waiting: 0 })
  })

  test('held, rows keep their places, change in place, and new ones wait', () => {
    const now = [row('new'), row('c', 'c changed'), row('a')]
    expect(freeze(now, idOf, ['a', 'b', 'c'], gone)).toEqual({
      rows: [row('a'), row('b', 'b as it last was'), row('c', 'c changed')],
      waiting: 1,
    })
  })
})

describe('what an alarm says', () => {
  const point = { quantity: 'pressure' } as Point
  const MPa = { pressure: 'MPa' } as const

  test('in the viewer’s language; a kind nobody here knows by its code', () => {
    expect(alarmWords({ kind: 'pressure-very-low', code: 'P-LL' }, 'zh')).toBe('压力过低')
    expect(alarmWords({ kind: 'pressure-very-low', code: 'P-LL' }, 'en')).toBe('pressure far too low')
    expect(alarmWords({ kind: 'dragon', code: 'DRG' }, 'zh')).toBe('DRG')
  })

  test.each([
    ['value below its limit', { value: 18, limit: 20 }, true, '0.177 < 0.196 MPa'],
    ['value above its limit', { value: 60, limit: 50 }, true, '0.588 > 0.490 MPa'],
    ['back inside: only where it stands', { value: 30, limit: 20 }, false, '→ 0.294 MPa'],
    ['flow against the usual', { flow: 42, usual: 30 }, true, '42.0 / 30.0 m³/h +40%'],
    ['a drop', { drop: 16.4 }, true, '−0.161 MPa'],
    ['nothing measured: nothing said', {}, true, ''],
    ['evidence that is no number is not one', { value: null, limit: 20 }, true, ''],
  ])('%s', (_, evidence, active, expected) => {
    const about = 'flow' in evidence || 'drop' in evidence ? undefined : point
    expect(alarmFigures(alarm({ evidence, active }), about, MPa)).toBe(expected)
  })
})

describe('a flood', () => {
  test('begins above ten in ten minutes and ends below five', () => {
    let flood = false
    const was = [0, 10, 11, 7, 5, 4, 7, 11].map(raised => (flood = isFlood(raised, flood)))
    expect(was).toEqual([false, false, true, true, true, false, false, true])
  })

  test('is counted over what was raised in the last ten minutes, not over what stands', () => {
    const rows = rowsOf(
      [
        alarm(),
        alarm({ raisedAt: NOON - 9 * minute }),
        alarm({ raisedAt: NOON - 10 * minute }),
        alarm({ raisedAt: NOON + minute }),
      ],
      NOON,
    )
    expect(raisedLately(rows, NOON)).toBe(2)
  })

  test('priorities 1 and 2 keep a line each, the rest is one line a zone, a group of one is that one', () => {
    const rows = rowsOf(
      [
        alarm({ id: 'burst', priority: 1, zone: 'A' }),
        alarm({ id: 'a1', priority: 3, zone: 'A' }),
        alarm({ id: 'a2', priority: 4, zone: 'A', raisedAt: NOON - minute }),
        alarm({ id: 'a3', priority: 3, zone: 'A', ...acked() }),
        alarm({ id: 'b1', priority: 3, zone: 'B' }),
      ],
      NOON,
    )
    const words = (open: string[] = []) =>
      floodLines(rows, new Set(open)).map(line =>
        'row' in line
          ? line.row.alarm.id
          : `${line.group.zone}: ${countWords(line.group.counts, GLYPHS)}, ${line.group.unacked.length} unacked`,
      )
    expect(words()).toEqual(['burst', 'A: ◆3 × 2　●4 × 1, 2 unacked', 'b1'])
    expect(words(['A'])).toEqual(['burst', 'A: ◆3 × 2　●4 × 1, 2 unacked', 'a1', 'a2', 'a3', 'b1'])
  })

  test('what came first of an incident is marked, a lone alarm is not', () => {
    const rows = rowsOf(
      [
        alarm({ id: 'later', incident: 'IN-1' }),
        alarm({ id: 'first', incident: 'IN-1', raisedAt: NOON - minute }),
        alarm({ id: 'alone', incident: 'IN-2' }),
        alarm({ id: 'none' }),
      ],
      NOON,
    )
    expect([...firstOuts(rows)]).toEqual(['first'])
  })
})
