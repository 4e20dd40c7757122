import { describe, expect, test } from 'vitest'
import { createLatest } from '../../ingest/latest.ts'
import { rowsOf } from '../../ingest/rows.ts'
import { encodeQuality } from '../../model/quality.ts'
import type { Reading } from '../../model/reading.ts'
import { MINUTE } from '../../model/time.ts'
import { NOON } from './running.ts'

const GOOD = encodeQuality('good')
const LOST = encodeQuality('bad', 'comm-failure')
const UNCERTAIN = encodeQuality('uncertain', 'flat-line')

const reading = (at: number, value: number, more: Partial<Reading> = {}): Reading => ({
  point: 'P-1',
  at,
  value,
  quality: 'good',
  ...more,
})

describe('the newest reading of a point whose link goes down and comes back', () => {
  const course = (...steps: ((latest: ReturnType<typeof createLatest>) => void)[]) => {
    const latest = createLatest(new Map())
    return steps.map(step => {
      step(latest)
      return latest.get('P-1')?.slice(1)
    })
  }
  type Step = (latest: ReturnType<typeof createLatest>) => void
  const say =
    (...readings: Reading[]): Step =>
    latest =>
      latest.take(rowsOf(readings))
  const down: Step = latest => void latest.lose(['P-1'])
  const up: Step = latest => latest.find(['P-1'])
  const later = NOON + MINUTE

  test.each<[string, Step[], unknown[]]>([
    [
      'the last value stands, marked lost, and is what it was when the link is back',
      [say(reading(NOON, 3.55)), down, up],
      [
        [NOON, 3.55, GOOD],
        [NOON, 3.55, LOST],
        [NOON, 3.55, GOOD],
      ],
    ],
    [
      'a doubtful value stays doubtful',
      [say(reading(NOON, 3.55, { quality: 'uncertain', reason: 'flat-line' })), down, up],
      [
        [NOON, 3.55, UNCERTAIN],
        [NOON, 3.55, LOST],
        [NOON, 3.55, UNCERTAIN],
      ],
    ],
    [
      'lost twice is lost once',
      [say(reading(NOON, 3.55)), down, down, up],
      [
        [NOON, 3.55, GOOD],
        [NOON, 3.55, LOST],
        [NOON, 3.55, LOST],
        [NOON, 3.55, GOOD],
      ],
    ],
    [
      'a device that its gateway calls lost is not made good by the gateway’s return',
      [say(reading(NOON, 0, { value: null, quality: 'bad', reason: 'comm-failure' })), down, up],
      [
        [NOON, null, LOST],
        [NOON, null, LOST],
        [NOON, null, LOST],
      ],
    ],
    [
      'a new value needs nobody to find it',
      [say(reading(NOON, 3.55)), down, say(reading(later, 3.5)), up],
      [
        [NOON, 3.55, GOOD],
        [NOON, 3.55, LOST],
        [later, 3.5, GOOD],
        [later, 3.5, GOOD],
      ],
    ],
    ['what never spoke stays unknown', [down, up], [undefined, undefined]],
  ])('%s', (_, steps, values) => {
    expect(course(...steps)).toEqual(values)
  })
})
