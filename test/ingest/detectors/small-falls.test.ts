import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../ingest/detectors/engine.ts'
import type { Detection } from '../../../model/detection.ts'
import type { Node, Zone } from '../../../model/network.ts'
import { DAY, HOUR, type Instant, MINUTE } from '../../../model/time.ts'
import { good, MIDNIGHT, noise, point, siteOf } from './small-site.ts'

const ZONE: Zone = { id: 'A', kind: 'district', name: { zh: 'A', en: 'A' }, inlets: ['P-in'], outlets: [] }
const PRESSURES = ['J-1', 'J-2', 'J-3'].map(id => point(`${id}.pressure`, { zone: 'A', period: 5 * MINUTE }))
const FLOW = point('P-in.flow', { period: 5 * MINUTE })
const BEGINS = 24 * DAY + 11 * HOUR

interface Story {
  /** m that each pressure falls once it has begun. */
  falls: readonly number[]
  /** m³/h */
  rises?: number
  lasts?: number
  nodes?: Node[]
  days?: number
}

/** Weeks with a daily course; on the 24th day something changes a little. */
function play({ falls, rises = 0, lasts = 99 * DAY, nodes = [], days = 27 }: Story): Detection[] {
  const level = point('T.level', { zone: 'A', period: 5 * MINUTE })
  const points = [...PRESSURES, FLOW, ...(nodes.length > 0 ? [level] : [])]
  const engine = createEngine({ site: siteOf(points, { zones: [ZONE], nodes }) })
  const shake = noise(7)
  const found: Detection[] = []
  for (let past = 0; past < days * DAY; past += 5 * MINUTE) {
    const at: Instant = MIDNIGHT + past
    const use = 1 + Math.sin((past / DAY) * 2 * Math.PI) * 0.4
    const on = past >= BEGINS && past < BEGINS + lasts
    PRESSURES.forEach(({ id }, n) => {
      const value = 40 - 4 * use + 0.05 * shake() - (on ? falls[n]! : 0)
      found.push(...engine.step(good(id, at, value), true))
    })
    found.push(...engine.step(good(FLOW.id, at, 100 * use + shake() + (on ? rises : 0)), true))
    if (nodes.length > 0) found.push(...engine.step(good(level.id, at, 3 + 0.01 * shake()), true))
  }
  return found.filter(({ kind }) => kind === 'burst')
}
const said = (found: readonly Detection[]) =>
  found.map(({ at, start, active }) => {
    const hours = (instant: Instant) => ((instant - MIDNIGHT - BEGINS) / HOUR).toFixed(1)
    return `${active ? '+' : '-'} after ${hours(at)} h, since ${hours(start)} h`
  })

describe('falls too small for a sudden drop', () => {
  test.each<[string, Story, string[]]>([
    ['nothing', { falls: [0, 0, 0] }, []],
    [
      '0.5 m on two sensors and 15 m³/h more: a burst, and over when it is repaired',
      { falls: [0.5, 0.3, 0.02], rises: 15, lasts: 8 * HOUR },
      ['+ after 1.5 h, since 0.0 h', '- after 8.8 h, since 0.0 h'],
    ],
    ['on one sensor alone', { falls: [0.5, 0, 0], rises: 15 }, []],
    ['on two sensors without more water flowing in', { falls: [0.5, 0.3, 0] }, []],
    [
      'that stay for days: after one, it is how it is',
      { falls: [0.5, 0.3, 0.1], rises: 15 },
      ['+ after 1.5 h, since 0.0 h', '- after 24.3 h, since 0.0 h'],
    ],
    [
      'where a tank holds the pressure: nothing can be read from them',
      {
        falls: [0.5, 0.3, 0.1],
        rises: 15,
        nodes: [{ id: 'T', kind: 'tank', at: [0, 0], elevation: 0, zone: 'A', area: 100 }],
      },
      [],
    ],
    ['in the first three weeks nobody knows the weekdays', { falls: [0, 0, 0], days: 20 }, []],
  ])('%s', (_, story, expected) => {
    expect(said(play(story))).toEqual(expected)
  })

  test('the evidence names the sensor that fell most, and by how much', () => {
    const [burst] = play({ falls: [0.3, 0.6, 0.02], rises: 15 })
    expect(burst).toMatchObject({
      zone: 'A',
      asset: 'J-2',
      evidence: { nearest: 'J-2.pressure', sensors: 2 },
    })
    expect(burst!.evidence.drop).toBeCloseTo(0.6, 1)
    expect(Math.abs((burst!.evidence.rise as number) - 15)).toBeLessThan(3)
  })
})
