import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../ingest/detectors/engine.ts'
import type { Detection } from '../../../model/detection.ts'
import type { Zone } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import { MINUTE } from '../../../model/time.ts'
import { bad, good, line, MIDNIGHT, noise, point, siteOf } from './small-site.ts'

const zone = (id: string, inlets: string[] = []): Zone => ({
  id,
  kind: 'district',
  name: { zh: id, en: id },
  inlets,
  outlets: [],
})
const pressure = (id: string, z: string) => point(`${id}.pressure`, { zone: z })

/** Plays an hour and a half by the minute; `fall` says how far each point has fallen at a minute. */
function play(
  points: readonly Point[],
  zones: readonly Zone[],
  change: (pointId: string, minute: number) => number | 'bad',
  minutes = 90,
): Detection[] {
  const engine = createEngine({ site: siteOf(points, { zones: [...zones] }) })
  const shake = noise(11)
  const found: Detection[] = []
  for (let minute = 0; minute < minutes; minute++) {
    const at = MIDNIGHT + minute * MINUTE
    for (const { id, quantity } of points) {
      const by = change(id, minute)
      const usual = quantity === 'flow' ? 100 : 35
      const value = usual + (by === 'bad' ? 0 : by) + 0.1 * shake()
      found.push(...engine.step(by === 'bad' ? bad(id, at) : good(id, at, value), true))
    }
    found.push(...engine.tick(at))
  }
  return found
}
const drops = (found: readonly Detection[]) =>
  found.filter(d => ['burst', 'pressure-drop', 'plant-event'].includes(d.kind)).map(line)

const two = [pressure('J-1', 'A'), pressure('J-2', 'A'), pressure('K-1', 'B'), pressure('K-2', 'B')]

describe('a pressure drop', () => {
  test('on two sensors of a zone is a burst of that zone, and ends when pressure is back', () => {
    const found = play(two, [zone('A'), zone('B')], (id, minute) =>
      id.startsWith('J') && minute >= 40 && minute < 70 ? -6 : 0,
    )
    expect(drops(found)).toEqual(['00:42 + burst A (since 00:40)', '01:10 - burst A (since 00:40)'])
    expect(found.find(d => d.kind === 'burst')?.evidence).toMatchObject({ sensors: 2 })
  })

  test('on one sensor alone is a drop at that sensor, told after the others had time to agree', () => {
    const found = play(two, [zone('A'), zone('B')], (id, minute) =>
      id === 'J-1.pressure' && minute >= 40 ? -6 : 0,
    )
    expect(drops(found)).toEqual(['00:50 + pressure-drop J-1.pressure (since 00:40)'])
  })

  test('on one sensor is a burst when more water flows in at the same time', () => {
    const points = [pressure('J-1', 'A'), point('V-1.flow', { asset: 'V-1' }), pressure('K-1', 'B')]
    const found = play(points, [zone('A', ['V-1']), zone('B')], (id, minute) =>
      minute < 40 ? 0 : id === 'J-1.pressure' ? -5 : id === 'V-1.flow' ? 40 : 0,
    )
    expect(drops(found)).toEqual(['00:42 + burst A (since 00:40)'])
    expect(found.find(d => d.kind === 'burst')?.evidence.flowRise).toBeCloseTo(40, 0)
  })

  test('in all zones at once is one plant event and no burst', () => {
    const found = play(two, [zone('A'), zone('B')], (_, minute) => (minute >= 40 && minute < 60 ? -8 : 0))
    expect(drops(found)).toEqual([
      '00:42 + plant-event town (since 00:40)',
      '01:00 - plant-event town (since 00:40)',
    ])
  })

  test('that comes slowly is none: that is the morning', () => {
    const found = play(two, [zone('A'), zone('B')], (_, minute) => -Math.max(0, minute - 30) / 12)
    expect(drops(found)).toEqual([])
  })

  test('stays a burst, unknown, when its sensors are lost', () => {
    const found = play(two, [zone('A'), zone('B')], (id, minute) =>
      !id.startsWith('J') || minute < 40 ? 0 : minute < 50 ? -6 : minute < 60 ? 'bad' : -6,
    )
    expect(drops(found)).toEqual([
      '00:42 + burst A (since 00:40)',
      '00:50 + burst A (since 00:40) ?',
      '01:00 + burst A (since 00:40)',
    ])
  })
})
