import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../ingest/detectors/engine.ts'
import type { Detection } from '../../../model/detection.ts'
import { MINUTE } from '../../../model/time.ts'
import { bad, good, line, MIDNIGHT, point, siteOf } from './small-site.ts'

const ids = ['J-1.pressure', 'J-1.flow', 'J-2.pressure', 'J-3.pressure']
const devices = new Map([
  ['J-1.pressure', { device: 'rtu-1' }],
  ['J-1.flow', { device: 'rtu-1' }],
  ['J-2.pressure', { device: 'rtu-2' }],
  ['J-3.pressure', { device: 'rtu-3' }],
])

/** Half an hour by the minute; `how` says what each point does. */
function play(
  how: (id: string, minute: number) => 'speaks' | 'silent' | 'dead' | 'low',
  gateways = true,
): string[] {
  const engine = createEngine({ site: siteOf(ids.map(id => point(id))), devices })
  if (gateways) {
    engine.learn('gw-a', ['J-1.pressure', 'J-1.flow', 'J-2.pressure'])
    engine.learn('gw-b', ['J-3.pressure'])
  }
  const found: Detection[] = []
  for (let minute = 0; minute < 30; minute++) {
    const at = MIDNIGHT + minute * MINUTE
    for (const id of ids) {
      const state = how(id, minute)
      if (state === 'dead') found.push(...engine.step(bad(id, at), true))
      else if (state !== 'silent')
        found.push(...engine.step(good(id, at, (state === 'low' ? 5 : 40) + minute / 100), true))
    }
    found.push(...engine.tick(at + 1000))
  }
  return found.map(line)
}
const between = (from: number, to: number, minute: number) => minute >= from && minute < to

describe('lost data', () => {
  test('a point alone in its silence is missing data', () => {
    expect(play((id, m) => (id === 'J-1.flow' && between(5, 20, m) ? 'silent' : 'speaks'))).toEqual([
      '00:09 + missing-data J-1.flow (since 00:04)',
      '00:20 - missing-data J-1.flow (since 00:04)',
    ])
  })

  test('a device that is silent is one communication failure, not one a point', () => {
    expect(play((id, m) => (id.startsWith('J-1') && m >= 5 ? 'silent' : 'speaks'))).toEqual([
      '00:09 + comm-failure rtu-1 (since 00:04)',
    ])
  })

  test('a gateway that is silent is one communication failure for all its devices', () => {
    expect(play((id, m) => (id !== 'J-3.pressure' && between(5, 25, m) ? 'silent' : 'speaks'))).toEqual([
      '00:09 + comm-failure gw-a (since 00:04)',
      '00:25 - comm-failure gw-a (since 00:04)',
    ])
  })

  test('a device its gateway cannot reach is told after a minute', () => {
    expect(play((id, m) => (id.startsWith('J-1') && between(5, 10, m) ? 'dead' : 'speaks'))).toEqual([
      '00:06 + comm-failure rtu-1 (since 00:05)',
      '00:10 - comm-failure rtu-1 (since 00:05)',
    ])
  })

  test('a dead link raises no process alarm, and one that stands is marked unknown', () => {
    expect(
      play((id, m) => (id !== 'J-2.pressure' ? 'speaks' : m < 8 ? 'low' : m < 20 ? 'silent' : 'low')),
    ).toEqual([
      '00:05 + pressure-low J-2.pressure (since 00:00)',
      '00:12 + missing-data J-2.pressure (since 00:07)',
      '00:12 + pressure-low J-2.pressure (since 00:00) ?',
      '00:20 + pressure-low J-2.pressure (since 00:00)',
      '00:20 - missing-data J-2.pressure (since 00:07)',
    ])
  })
})
