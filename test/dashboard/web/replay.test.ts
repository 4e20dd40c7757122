import { describe, expect, test } from 'vitest'
import { valueAt } from '../../../dashboard/web/replay/columns-at.ts'
import { density, marks } from '../../../dashboard/web/replay/density.ts'
import { alarmsAt, type HistoryEvent, nextEvent } from '../../../dashboard/web/replay/fold.ts'
import { ReplayScene } from '../../../dashboard/web/replay/replay-scene.ts'
import { inGroups, rateOf, spanAround } from '../../../dashboard/web/replay/span.ts'
import { alarmState } from '../../../model/alarm.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'
import { acked, alarm, NOON } from './alarms.ts'

let seq = 0
const event = (type: string, minutes: number, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  seq: ++seq,
  at: NOON + minutes * MINUTE,
  received: NOON + minutes * MINUTE,
  actor: 'li',
  type,
  alarm: 'burst/DMA-01',
  ...more,
})
const raised = (minutes: number, more: Partial<HistoryEvent> = {}) =>
  event('raised', minutes, {
    event: {
      start: NOON + minutes * MINUTE,
      about: { kind: 'burst', subject: 'DMA-01', code: 'P-DROP', priority: 1, zone: 'DMA-01', place: [1, 2] },
      evidence: { drop: 16 },
    },
    ...more,
  })

const story = [
  raised(0),
  event('acknowledged', 5, { event: { note: '已派人' } }),
  event('lost', 7),
  event('regained', 8),
  event('shelved', 10, { event: { until: NOON + HOUR, reason: '检修' } }),
  event('unshelved', 12),
  event('cleared', 20),
  raised(30),
]

describe('the alarms of a past moment', () => {
  test.each([
    [-1, 'nothing'],
    [0, 'UNACK'],
    [4, 'UNACK'],
    [5, 'ACKED'],
    [7, 'ACKED unknown'],
    [9, 'ACKED'],
    [11, 'SHLVD'],
    [13, 'ACKED'],
    [25, 'NORM'],
    [31, 'UNACK'],
  ])('%i min after: %s', (minutes, expected) => {
    const at = NOON + minutes * MINUTE
    const [one] = alarmsAt(story, at)
    expect(one ? `${alarmState(one, at)}${one.unknown ? ' unknown' : ''}` : 'nothing').toBe(expected)
  })

  test('carry what was known of them', () => {
    expect(alarmsAt(story, NOON + 6 * MINUTE)[0]).toMatchObject({
      kind: 'burst',
      priority: 1,
      zone: 'DMA-01',
      at: [1, 2],
      evidence: { drop: 16 },
      acked: { by: 'li', note: '已派人' },
    })
  })

  test('are as known then: what was heard later is not there yet', () => {
    const late = [raised(0, { received: NOON + HOUR })]
    expect(alarmsAt(late, NOON + MINUTE)).toEqual([])
    expect(alarmsAt(late, NOON + HOUR)).toHaveLength(1)
  })

  test('one that stood before the history begins is there, without what was done to it later', () => {
    const old = alarm({ raisedAt: NOON - 40 * 24 * HOUR, ...acked(NOON) })
    expect(alarmsAt([], NOON - HOUR, [old])[0]?.acked).toBeUndefined()
    expect(alarmsAt([], NOON + HOUR, [old])[0]?.acked).toBeDefined()
  })

  test('an event nobody here knows changes nothing', () => {
    expect(alarmsAt([event('sung', 1)], NOON + HOUR)).toEqual([])
    expect(alarmsAt([raised(0), event('sung', 1)], NOON + HOUR)).toEqual(alarmsAt([raised(0)], NOON + HOUR))
  })

  test('one goes from event to event, past mere updates', () => {
    const events = [raised(0), event('updated', 3), event('cleared', 6)]
    expect(nextEvent(events, NOON, 1)).toBe(NOON + 6 * MINUTE)
    expect(nextEvent(events, NOON + 6 * MINUTE, -1)).toBe(NOON)
    expect(nextEvent(events, NOON + HOUR, 1)).toBeUndefined()
  })
})

describe('values of a past moment', () => {
  const series = {
    point: 'P-1',
    mode: 'raw' as const,
    at: [NOON, NOON + MINUTE, NOON + 10 * MINUTE],
    value: [1, 2, null],
    quality: [0, 0, 128],
    rawCount: 3,
  }
  test.each([
    [-1, undefined],
    [0, 1],
    [30, 1],
    [60, 2],
    [540, 2],
    [600, null],
  ])('%i s after: the last there was, never one in between: %s', (seconds, expected) => {
    expect(valueAt(series, NOON + seconds * 1_000)?.[2]).toBe(expected)
  })

  test('moving back shows what was, with its own age', () => {
    const scene = new ReplayScene(NOON + HOUR, { from: NOON, to: NOON + HOUR })
    scene.addSeries([series])
    expect(scene.tags.get('P-1').value).toBeNull()
    scene.seek(NOON + 90_000)
    expect(scene.tags.get('P-1')).toEqual({ at: NOON + MINUTE, value: 2, code: 0 })
    scene.seek(NOON - 1)
    expect(scene.tags.get('P-1').at).toBeNaN()
  })

  test('the scene’s alarms follow its time, and its clock tells each second once', () => {
    const scene = new ReplayScene(NOON - 1, { from: NOON - HOUR, to: NOON + HOUR })
    scene.setEvents(story)
    expect(scene.alarms.all).toEqual([])
    let told = 0
    scene.onSecond(() => told++)
    scene.seek(NOON + 100)
    scene.seek(NOON + 900)
    expect(told).toBe(1)
    expect(scene.alarms.all).toHaveLength(1)
    scene.seek(NOON + 25 * MINUTE)
    expect(scene.alarms.all).toEqual([])
  })
})

describe('a timeline', () => {
  test('counts what was raised in each part by priority', () => {
    const events = [raised(0), raised(1), event('cleared', 1), raised(59)]
    const bars = density(events, NOON, NOON + HOUR, 6)
    expect(bars.map(bar => bar[1])).toEqual([2, 0, 0, 0, 0, 1])
  })
  test('marks round times of the viewer, no more than fit', () => {
    const offset = 8 * HOUR
    expect(marks(NOON - 24 * HOUR, NOON, 12, offset).map(at => ((at + offset) / HOUR) % 24)).toEqual([
      12, 14, 16, 18, 20, 22, 0, 2, 4, 6, 8, 10,
    ])
  })
  test('reaches to the present where the moment is in it, else lies around the moment', () => {
    expect(spanAround(undefined, NOON, HOUR)).toEqual({ from: NOON - HOUR, to: NOON })
    expect(spanAround(NOON - MINUTE, NOON, HOUR)).toEqual({ from: NOON - HOUR, to: NOON })
    expect(spanAround(NOON - 9 * HOUR, NOON, HOUR)).toEqual({
      from: NOON - 9.5 * HOUR,
      to: NOON - 8.5 * HOUR,
    })
  })
  test('speeds are rates there are; questions are cut to what one may ask', () => {
    expect(rateOf('300')).toBe(300)
    expect(rateOf('7')).toBe(60)
    expect(inGroups([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  })
})
