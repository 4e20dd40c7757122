import { describe, expect, test } from 'vitest'
import { directoryOf } from '../../../dashboard/web/directory/directory.ts'
import { matrixOf } from '../../../dashboard/web/quality/matrix.ts'
import { ranFor, stretches } from '../../../dashboard/web/stations/runtime.ts'
import { pumpState, specificEnergy, stationPoints } from '../../../dashboard/web/stations/station-points.ts'
import { lastNight, lowest, netFlow, zoneMeters } from '../../../dashboard/web/zones/balance.ts'
import type { AssetKind, Zone } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import type { Quantity } from '../../../model/quantity.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'
import { NOON } from './alarms.ts'

const point = (id: string, quantity: Quantity, given: Partial<Point> = {}): Point => ({
  id,
  asset: id.split('.')[0]!,
  quantity,
  unit: '1',
  kind: 'gauge',
  position: 'end',
  range: [0, 100],
  period: 15_000,
  deadband: 0,
  name: { zh: id, en: id },
  ...given,
})

const townOf = (assets: [id: string, kind: AssetKind][], points: Point[], zones: Zone[] = []) =>
  directoryOf(
    {
      version: '1',
      kinds: [...new Set(assets.map(([, kind]) => kind))],
      id: assets.map(([id]) => id),
      kind: assets.map(([, kind]) => [...new Set(assets.map(([, one]) => one))].indexOf(kind)),
      lng: assets.map(() => 1),
      lat: assets.map(() => 1),
      zone: assets.map(() => null),
      name: assets.map(() => null),
    },
    points,
    zones,
  )

describe('a station’s points', () => {
  test('are told by what they mean: sides, pumps by number, the rest by quantity', () => {
    const found = stationPoints([
      point('PS-1.outlet', 'pressure'),
      point('PS-1.inlet', 'pressure'),
      point('PS-1.flow', 'flow'),
      point('PS-1.power', 'power'),
      point('PS-1.pump2.running', 'running'),
      point('PS-1.pump1.running', 'running'),
      point('PS-1.pump1.power', 'power'),
    ])
    expect(found.inlet?.id).toBe('PS-1.inlet')
    expect(found.outlet?.id).toBe('PS-1.outlet')
    expect(found.power?.id).toBe('PS-1.power')
    expect(found.pumps.map(({ name, running, power }) => [name, running?.id, power?.id])).toEqual([
      ['1', 'PS-1.pump1.running', 'PS-1.pump1.power'],
      ['2', 'PS-1.pump2.running', undefined],
    ])
  })

  test('on assets of the pumps themselves, by the station’s list of them; a lone pressure is the outlet’s', () => {
    const found = stationPoints([point('S-1.p', 'pressure'), point('B-7.running', 'running')], ['A-1', 'B-7'])
    expect(found.outlet?.id).toBe('S-1.p')
    expect(found.pumps.map(({ name }) => name)).toEqual(['2'])
  })

  test.each([
    [1, 0, 'running'],
    [0, 0, 'stopped'],
    [1, 1, 'fault'],
    [0, null, 'stopped'],
    [null, null, 'unknown'],
    [null, 0, 'unknown'],
  ] as const)('running %s and fault %s: %s', (running, fault, state) => {
    expect(pumpState(running, fault)).toBe(state)
  })

  test('energy for a cubic metre is not told where hardly any water flows', () => {
    expect(specificEnergy(6, 20)).toBeCloseTo(0.3)
    expect(specificEnergy(6, 0.2)).toBeUndefined()
    expect(specificEnergy(null, 20)).toBeUndefined()
  })
})

describe('when a pump ran', () => {
  const series = (rows: [minute: number, value: number | null, quality?: number][]) => ({
    point: 'P',
    mode: 'raw' as const,
    at: rows.map(([minute]) => NOON + minute * MINUTE),
    value: rows.map(([, value]) => value),
    quality: rows.map(([, , quality = 0]) => quality),
    rawCount: rows.length,
  })
  const words = (all: ReturnType<typeof stretches>) =>
    all.map(({ from, to, state }) => `${(from - NOON) / MINUTE}–${(to - NOON) / MINUTE} ${state}`)

  test('a reading holds until the next, but what was not heard is not known', () => {
    const all = stretches(
      series([
        [-5, 1],
        [10, 0],
        [20, 1],
        [50, null, 128],
      ]),
      NOON,
      NOON + HOUR,
      20 * MINUTE,
    )
    expect(words(all)).toEqual(['0–10 running', '10–20 stopped', '20–40 running', '40–60 unknown'])
    expect(ranFor(all)).toEqual({ hours: 0.5, starts: 1, unknownHours: 1 / 3 })
  })

  test('without any reading nothing is known', () => {
    expect(words(stretches(undefined, NOON, NOON + HOUR, MINUTE))).toEqual(['0–60 unknown'])
  })
})

describe('the matrix of water quality', () => {
  test('has a row a place and a column a parameter that somebody measures', () => {
    const town = townOf(
      [
        ['WQ-1', 'analyser'],
        ['PS-1', 'station'],
        ['PT-1', 'pressure-logger'],
      ],
      [
        point('WQ-1.cl', 'chlorine', { position: 'plant' }),
        point('WQ-1.t', 'temperature'),
        point('PS-1.turb', 'turbidity'),
        point('PS-1.motor', 'temperature'),
        point('PT-1.p', 'pressure'),
      ],
    )
    const { rows, parameters } = matrixOf(town)
    expect(parameters).toEqual(['chlorine', 'turbidity', 'temperature'])
    expect(rows.map(({ entry, position, cells }) => [entry.id, position, Object.keys(cells)])).toEqual([
      ['WQ-1', 'plant', ['chlorine', 'temperature']],
      ['PS-1', 'end', ['turbidity']],
    ])
  })
})

describe('the balance of a zone', () => {
  const zone = (
    id: string,
    inlets: string[],
    outlets: string[] = [],
    kind: Zone['kind'] = 'district',
  ): Zone => ({
    id,
    kind,
    name: { zh: id, en: id },
    inlets,
    outlets,
  })
  const town = townOf(
    [
      ['FM-01A', 'flow-meter'],
      ['FM-02A', 'flow-meter'],
    ],
    [point('FM-01A.flow', 'flow', { zone: 'D-1' }), point('FM-02A.flow', 'flow', { zone: 'D-2' })],
    [
      zone('TRUNK', [], ['IN-01A'], 'supply'),
      zone('D-1', ['IN-01A'], ['IN-02A']),
      zone('D-2', ['IN-02A']),
      zone('D-3', ['IN-03A']),
    ],
  )

  test('meters are found at the inlets; the outlet of one zone is the inlet of the next', () => {
    const told = zoneMeters(town).map(one => [
      one.zone.id,
      one.in.map(p => p.id),
      one.out.map(p => p.id),
      one.unmeasured,
    ])
    expect(told).toEqual([
      ['D-1', ['FM-01A.flow'], ['FM-02A.flow'], 0],
      ['D-2', ['FM-02A.flow'], [], 0],
      ['D-3', [], [], 1],
    ])
  })

  test('is not known when one meter is not', () => {
    expect(netFlow([30, 20], [10])).toBe(40)
    expect(netFlow([30, null], [10])).toBeNull()
    expect(netFlow([30], [null])).toBeNull()
  })

  test('the last night is the one that is over, in the zone’s own time', () => {
    const offset = 8 * HOUR
    const local = (at: number) => new Date(at + offset).toISOString().slice(5, 16)
    const nightAt = (hourLocal: number) => {
      const { from, to } = lastNight(Date.UTC(2026, 10, 22, hourLocal - 8), offset)
      return `${local(from)} ${local(to)}`
    }
    expect(nightAt(12)).toBe('11-22T02:00 11-22T04:00')
    expect(nightAt(3)).toBe('11-21T02:00 11-21T04:00')
    expect(nightAt(4)).toBe('11-22T02:00 11-22T04:00')
  })

  test('the lowest of a stretch leaves out what is not known', () => {
    const series = { at: [1, 2, 3, 9], value: [5, null, 4, 1] }
    expect(lowest(series, 1, 9)).toBe(4)
    expect(lowest(series, 10, 20)).toBeUndefined()
  })
})
