import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../ingest/detectors/engine.ts'
import { detectorSettings } from '../../../ingest/detectors/settings.ts'
import type { Detection } from '../../../model/detection.ts'
import type { Customer, Network, Zone } from '../../../model/network.ts'
import { DAY, HOUR, type Instant, MINUTE } from '../../../model/time.ts'
import { good, MIDNIGHT, point, siteOf } from './small-site.ts'

const ZONE: Zone = {
  id: 'Z1',
  kind: 'district',
  name: { zh: '一区', en: 'One' },
  inlets: ['P-1'],
  outlets: ['P-2'],
}
const IN = point('P-1.flow', { zone: 'Z1', period: 15 * MINUTE })
const OUT = point('P-2.flow', { zone: 'Z1', period: 15 * MINUTE })
const HOMES = Array.from({ length: 10 }, (_, n): Customer => {
  const id = `C-${n}`
  return { id, node: 'N', at: [0, 0], zone: 'Z1', name: { zh: id, en: id }, households: 100 }
})
const dayOf = (at: Instant) => Math.floor((at - MIDNIGHT) / DAY)
const spells = (found: readonly Detection[]) =>
  found.map(
    ({ kind, active, at, start }) =>
      `day ${dayOf(at)} ${active ? '+' : '-'} ${kind} since day ${dayOf(start)}`,
  )

describe('a leak by minimum night flow', () => {
  /** Nights of 12 m³/h by day, 8 of them leaving again, plus what leaks; `known` may leave readings out. */
  const play = (
    leak: (day: number) => number,
    known: (day: number, minute: number) => boolean = () => true,
    days = 30,
    nightUse: (day: number) => number = day => 12 + Math.sin(day),
  ) => {
    const engine = createEngine({ site: siteOf([IN, OUT], { zones: [ZONE], customers: HOMES }) })
    const found: Detection[] = []
    for (let at = MIDNIGHT; at < MIDNIGHT + days * DAY; at += 15 * MINUTE) {
      const minute = ((at - MIDNIGHT) % DAY) / MINUTE
      const use = minute >= 60 && minute < 300 ? nightUse(dayOf(at)) : 60
      if (!known(dayOf(at), minute)) continue
      found.push(...engine.step(good(IN.id, at, use + 8 + leak(dayOf(at))), true))
      found.push(...engine.step(good(OUT.id, at, 8), true))
    }
    return found.filter(({ kind }) => kind === 'leak')
  }

  test.each<[string, Parameters<typeof play>[0], Parameters<typeof play>[1], string[]]>([
    ['nights that only waver', () => 0, undefined, []],
    [
      '4 m³/h from day 12: told on the third night',
      d => (d >= 12 ? 4 : 0),
      undefined,
      ['day 14 + leak since day 12'],
    ],
    [
      'repaired on day 20: over with the first usual night',
      d => (d >= 12 && d < 20 ? 4 : 0),
      undefined,
      ['day 14 + leak since day 12', 'day 20 - leak since day 12'],
    ],
    ['two nights of flushing', d => (d === 12 || d === 13 ? 10 : 0), undefined, []],
    ['from day 3: nobody knows yet what is usual', d => (d >= 3 ? 4 : 0), undefined, []],
    [
      'a night with a gap of half an hour is not judged',
      d => (d >= 12 ? 4 : 0),
      (day, minute) => day !== 13 || minute < 150 || minute >= 180,
      ['day 15 + leak since day 12'],
    ],
    [
      'hourly values will do',
      d => (d >= 12 ? 4 : 0),
      (_, minute) => minute % 60 === 0,
      ['day 14 + leak since day 12'],
    ],
  ])('%s', (_, leak, known, expected) => {
    expect(spells(play(leak, known))).toEqual(expected)
  })

  const isWeekend = (day: number) => day % 7 >= 5
  test.each<[string, (day: number) => number, number, string[]]>([
    ['busy weekends', () => 0, 60, []],
    [
      'a slow leak of 0.3 m³/h a night, too little on any three nights',
      d => Math.max(0, Math.min(1.7, 0.3 * (d - 35))),
      60,
      ['day 40 + leak since day 37'],
    ],
    [
      'a second leak beside one that stands begins a spell of its own',
      d => (d >= 52 ? 12 : d >= 35 ? 4 : 0),
      60,
      ['day 37 + leak since day 35', 'day 54 - leak since day 35', 'day 54 + leak since day 52'],
    ],
  ])('%s', (_, leak, days, expected) => {
    const nights = (day: number) => 12 + 0.3 * Math.sin(day) + (isWeekend(day) ? 5 : 0)
    expect(spells(play(leak, undefined, days, nights))).toEqual(expected)
  })

  test('the evidence compares with the usual and with what people may use at night', () => {
    const [leak] = play(day => (day >= 12 ? 4 : 0))
    const { flow, usual, above, legitimate, excess } = leak!.evidence as Record<string, number>
    expect(legitimate, '1,000 households at 2 L/h').toBe(2)
    expect(above).toBeCloseTo(flow! - usual!)
    expect(excess).toBeCloseTo(flow! - 2)
    expect(Math.abs(above! - 4)).toBeLessThan(1.5)
  })
})

describe('a zone’s water balance', () => {
  const METERS = HOMES.map(({ id }) => point(`${id}.volume`, { zone: 'Z1', period: DAY }))
  const TANK = point('T-1.level', { zone: 'Z1' })
  const settings = detectorSettings({
    path: 'detectors.yaml',
    value: { 'zone-balance': [{ for: { asset: 'T-1' }, tankArea: 200 }] },
    lineOf: () => 1,
  } as never)
  interface Story {
    missing?: (day: number) => number
    told?: (meter: number, day: number) => boolean
    tank?: boolean
  }
  /** 60 m³/h in, 8 out, the meters count all but 2 and what is missing; registers come a day late. */
  const play = ({ missing = () => 0, told = () => true, tank = false }: Story, days = 25) => {
    const network: Partial<Network> = {
      zones: [ZONE],
      customers: HOMES,
      nodes: tank ? [{ id: 'T-1', kind: 'tank', at: [0, 0], elevation: 0, zone: 'Z1' }] : [],
    }
    const points = [IN, OUT, ...METERS, ...(tank ? [TANK] : [])]
    const engine = createEngine({ site: siteOf(points, network), settings })
    const found: Detection[] = []
    const registers = METERS.map(() => 1000)
    let level = 3
    for (let at = MIDNIGHT; at < MIDNIGHT + days * DAY; at += HOUR) {
      const day = dayOf(at)
      // The tank fills on even days and empties on odd ones: 100 m³.
      const filling = tank ? (day % 2 === 0 ? 100 : -100) / 24 : 0
      found.push(
        ...engine.step(good(IN.id, at, 60 + filling), true),
        ...engine.step(good(OUT.id, at, 8), true),
      )
      if (tank) found.push(...engine.step(good(TANK.id, at, level), true))
      level += filling / 200
      if (at % DAY !== MIDNIGHT % DAY || day === 0) continue
      METERS.forEach(({ id }, n) => {
        if (told(n, day - 1)) found.push(...engine.step(good(id, at - DAY, registers[n]!, at), false))
        registers[n]! += (24 * 50 - missing(day - 1)) / METERS.length
      })
    }
    return found.filter(({ kind }) => kind === 'zone-imbalance')
  }

  test.each<[string, Story, string[]]>([
    ['that loses the same every day is as it is', {}, []],
    [
      '200 m³ a day unaccounted for from day 12, again in order from day 18',
      { missing: day => (day >= 12 && day < 18 ? 200 : 0) },
      ['day 17 + zone-imbalance since day 15', 'day 21 - zone-imbalance since day 15'],
    ],
    ['two days are no proof', { missing: day => (day === 12 || day === 13 ? 200 : 0) }, []],
    [
      'meters that count too much are told too',
      { missing: day => (day >= 12 ? -200 : 0) },
      ['day 17 + zone-imbalance since day 15'],
    ],
    [
      'half of the meters have not told: nothing can be said',
      { missing: day => (day >= 12 ? 200 : 0), told: (n, day) => day < 12 || n % 2 === 0 },
      [],
    ],
    ['a tank of known area that fills and empties', { tank: true }, []],
  ])('%s', (_, story, expected) => {
    expect(spells(play(story))).toEqual(expected)
  })
})
