import { describe, expect, test } from 'vitest'
import { condition } from '../../../dashboard/web/live/condition.ts'
import { Chunks, grainOf, piecesOf } from '../../../dashboard/web/replay/chunks.ts'
import { density, marks } from '../../../dashboard/web/replay/density.ts'
import { alarmsAt, type HistoryEvent, nextEvent } from '../../../dashboard/web/replay/fold.ts'
import { ReplayScene } from '../../../dashboard/web/replay/replay-scene.ts'
import { rateOf, spanAround } from '../../../dashboard/web/replay/span.ts'
import { alarmState } from '../../../model/alarm.ts'
import { NOTHING_KNOWN, type ReplayChunk } from '../../../model/replay-chunk.ts'
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
  /** An hour of minutes: P-1 reads 1, 2, 3 … until the tenth minute, then nothing; P-2 is bad throughout. */
  const hour = (from: number): ReplayChunk => ({
    from,
    step: MINUTE,
    steps: 60,
    points: ['M-1', 'P-1', 'P-2'],
    values: Float64Array.from({ length: 180 }, (_, i) => (i >= 60 && i < 70 ? i - 59 : Number.NaN)),
    codes: Uint8Array.from({ length: 180 }, (_, i) =>
      i < 60 ? 0 : i < 70 ? 0 : i < 120 ? NOTHING_KNOWN : 129,
    ),
  })
  const HOUR_START = Math.floor(NOON / HOUR) * HOUR
  const loaded = (...starts: number[]) => {
    const chunks = new Chunks(['P-1', 'P-2'])
    for (const from of starts) chunks.add(hour(from))
    return chunks
  }
  const p1 = (chunks: Chunks, at: number) => chunks.at(at).find(([point]) => point === 'P-1')

  test.each([
    ['a minute in', 1, [1, 1]],
    ['between two steps: the last there was, never one in between', 1.5, [1, 1]],
    ['the tenth minute', 10, [10, 10]],
    ['in a gap: the last one, as old as it was', 30, [10, 10]],
    ['at its very end', 60, [10, 10]],
  ])('%s', (_, minutes, [step, value]) => {
    const told = p1(loaded(HOUR_START), HOUR_START + minutes * MINUTE)
    expect(told).toEqual(['P-1', HOUR_START + step! * MINUTE, value, 0])
  })

  test('before the first step of an hour the hour before is asked; where that is not in memory, nothing is known', () => {
    const two = loaded(HOUR_START - HOUR, HOUR_START)
    expect(p1(two, HOUR_START + 1_000)?.[1]).toBe(HOUR_START - HOUR + 10 * MINUTE)
    expect(p1(loaded(HOUR_START), HOUR_START + 1_000)?.[1]).toBeNaN()
    expect(loaded(HOUR_START).at(HOUR_START + 5 * HOUR)).toEqual([])
  })

  test('what was bad is bad, not 0; points that nobody shows are let go', () => {
    const all = loaded(HOUR_START).at(HOUR_START + 5 * MINUTE)
    expect(all).toHaveLength(2)
    expect(all[1]).toEqual(['P-2', HOUR_START + 5 * MINUTE, null, 129])
  })

  test('a day is 24 pieces, nearest first; an hour is played in steps of ten seconds, a week in ten minutes', () => {
    const day = { from: HOUR_START - 24 * HOUR, to: HOUR_START }
    const pieces = piecesOf(day, grainOf(24 * HOUR), HOUR_START - 3 * HOUR)
    expect(pieces).toHaveLength(24)
    expect(pieces.slice(0, 2).sort()).toEqual([HOUR_START - 4 * HOUR, HOUR_START - 3 * HOUR])
    expect(grainOf(HOUR).step).toBe(10_000)
    expect(grainOf(7 * 24 * HOUR).step).toBe(10 * MINUTE)
  })

  test('only so many pieces are kept', () => {
    const chunks = new Chunks(['P-1'])
    for (let i = 0; i < 60; i++) chunks.add(hour(HOUR_START + i * HOUR))
    expect(chunks.has(HOUR_START)).toBe(false)
    expect(chunks.has(HOUR_START + 59 * HOUR)).toBe(true)
  })

  test('moving back shows what was, with its own age', () => {
    const scene = new ReplayScene(HOUR_START + 40 * MINUTE, { from: HOUR_START, to: HOUR_START + HOUR })
    scene.begin(['P-1'], MINUTE)
    scene.addChunk(hour(HOUR_START))
    expect(scene.tags.get('P-1')).toEqual({ at: HOUR_START + 10 * MINUTE, value: 10, code: 0 })
    scene.seek(HOUR_START + 110_000)
    const tag = scene.tags.get('P-1')
    expect(tag).toEqual({ at: HOUR_START + MINUTE, value: 1, code: 0 })
    // A step is a minute: a point that reports every ten seconds is not old because of that.
    expect(condition(tag, 10_000, scene.now(), scene.speed)).toBe('good')
    scene.seek(HOUR_START + 13 * MINUTE)
    expect(condition(scene.tags.get('P-1'), 10_000, scene.now(), scene.speed)).toBe('stale')
    scene.seek(HOUR_START + 30_000)
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
  test('speeds are rates there are', () => {
    expect(rateOf('300')).toBe(300)
    expect(rateOf('7')).toBe(60)
  })
})
