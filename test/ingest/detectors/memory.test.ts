import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { describe, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../ingest/detectors/engine.ts'
import { detectorSettings } from '../../../ingest/detectors/settings.ts'
import type { Customer, Zone } from '../../../model/network.ts'
import type { Reading } from '../../../model/reading.ts'
import { DAY, MINUTE } from '../../../model/time.ts'
import { readYaml } from '../../../runtime/config/yaml.ts'
import { bad, good, line, MIDNIGHT, noise, point, siteOf } from './small-site.ts'

/** A town of everything that is watched: zones with pressures, inlets and meters, pumps, water quality, contacts. */
const ZONES = ['A', 'B'].map(
  (id): Zone => ({
    id,
    kind: 'district',
    name: { zh: id, en: id },
    inlets: [`P-${id}`],
    outlets: [],
  }),
)
const STEP = 15 * MINUTE
const ofZone = (zone: string) => [
  ...[1, 2, 3].map(n => point(`J-${zone}${n}.pressure`, { zone, period: STEP })),
  point(`P-${zone}.flow`, { zone, period: STEP }),
  ...[1, 2].map(n => point(`C-${zone}${n}.volume`, { zone, period: STEP, kind: 'counter', position: 'end' })),
]
const POINTS = [
  ...ZONES.flatMap(({ id }) => ofZone(id)),
  ...['chlorine', 'turbidity', 'conductivity', 'ph'].map(quantity =>
    point(`W-1.${quantity}`, { period: STEP }),
  ),
  ...['pump1', 'pump2'].flatMap(pump =>
    ['running', 'power', 'runtime', 'fault'].map(quantity =>
      point(`PS-1.${quantity}`, { id: `PS-1.${pump}.${quantity}`, period: STEP }),
    ),
  ),
  point('PS-1.energy', { period: STEP }),
  point('PS-1.volume', { period: STEP, kind: 'counter' }),
  point('PS-1.door', { period: STEP }),
]
const CUSTOMERS = ZONES.flatMap(({ id }) =>
  [1, 2].map((n): Customer => {
    const name = `C-${id}${n}`
    return { id: name, node: 'N', at: [0, 0], zone: id, name: { zh: name, en: name }, households: 1 }
  }),
)
const SITE = siteOf(POINTS, { zones: ZONES, customers: CUSTOMERS })
const newEngine = () => createEngine({ site: SITE })
const at = (turn: number) => MIDNIGHT + turn * STEP
const DAYS = 32
const TURNS = (DAYS * DAY) / STEP

/** Weeks of a lively town: courses of the day, noise, and now and then something that every detector is there for. */
function story(): Reading[] {
  const shake = noise(11)
  const counted = new Map<string, number>()
  const count = (id: string, more: number) => {
    counted.set(id, (counted.get(id) ?? 100) + more)
    return counted.get(id)!
  }
  return Array.from({ length: TURNS }, (_, turn) => turn).flatMap(turn => {
    const day = Math.floor(turn / 96)
    const course = Math.sin(((turn % 96) / 96) * 2 * Math.PI)
    const busy = day % 5 === 4 && turn % 96 > 40 && turn % 96 < 70
    const show = (id: string): number => {
      const { quantity, zone } = SITE.points.get(id)!
      if (quantity === 'pressure') return 30 + 2 * course + shake() / 5 - (busy && zone === 'A' ? 18 : 0)
      if (quantity === 'flow')
        return 40 + 10 * course + shake() + (busy ? 30 : 0) + (day > 20 && zone === 'B' ? 9 : 0)
      if (id === 'PS-1.volume') return count(id, 30)
      if (quantity === 'volume')
        return count(id, day > 10 && id.endsWith('1.volume') ? 0.05 : turn % 8 ? 0.1 : 0)
      if (quantity === 'chlorine') return busy ? 0.05 : 0.5 + shake() / 50
      if (quantity === 'turbidity') return busy ? 3 : 0.2 + shake() / 50
      if (quantity === 'conductivity') return busy ? 900 : 500 + shake()
      if (quantity === 'ph') return 7.4 + shake() / 50
      if (quantity === 'running') return turn % 2
      if (quantity === 'power') return turn % 2 ? (busy ? 2 : 10 + shake()) : 0
      if (quantity === 'runtime') return count(id, id.includes('pump1') ? 0.2 : 0.01)
      if (quantity === 'energy') return count(id, day > 22 ? 4 : 2)
      if (quantity === 'door' || quantity === 'fault') return busy ? 1 : 0
      return 0
    }
    return POINTS.flatMap(({ id }, n) => {
      const broken = id === 'J-B2.pressure' && day % 7 === 3
      if (broken || (turn * 31 + n * 17) % 211 === 0) return [bad(id, at(turn), 'sensor-failure')]
      return [good(id, at(turn), show(id), at(turn) + 1_000)]
    })
  })
}

const READINGS = story()
const copied = (engine: Engine): unknown[] =>
  engine.pieces().map(piece => deserialize(serialize(piece.save())))
const loaded = (saved: readonly unknown[]): Engine => {
  const engine = newEngine()
  for (const [i, piece] of engine.pieces().entries()) piece.load(saved[i])
  return engine
}
/** What they say from one reading of the story to another, with the tick of every turn. */
const told = (engine: Engine, from: number, to = READINGS.length) =>
  READINGS.slice(from, to).flatMap(reading => {
    const found = engine.step(reading, true)
    return found.length === 0 ? [] : found.map(one => `${line(one)} ${JSON.stringify(one.evidence)}`)
  })

describe('what detectors remember', () => {
  test('the story makes every kind of detector speak', () => {
    const kinds = new Set(told(newEngine(), 0).map(text => text.split(' ')[2]!))
    expect([...kinds].sort()).toEqual(
      expect.arrayContaining([
        'burst',
        'chlorine-low',
        'contamination',
        'door-open',
        'flow-rise',
        'instrument-fault',
        'leak',
        'meter-leak',
        'pressure-low',
        'pump-efficiency',
        'pump-fault',
        'pump-imbalance',
        'turbidity-high',
        'zone-imbalance',
      ]),
    )
  })

  test.each([0.05, 0.31, 0.55, 0.78, 0.92])(
    'saved and loaded after %f of the story, they go on as if nothing had been',
    share => {
      const cut = Math.floor(READINGS.length * share)
      const engine = newEngine()
      told(engine, 0, cut)
      const copy = loaded(copied(engine))
      expect(copy.active()).toEqual(engine.active())
      expect(told(copy, cut)).toEqual(told(engine, cut))
      expect(copied(copy)).toEqual(copied(engine))
    },
  )

  test('pieces of different moments fit once everything since the first of them has been seen again', () => {
    const engine = newEngine()
    const cut = Math.floor(READINGS.length * 0.6)
    told(engine, 0, cut)
    const saved: unknown[] = []
    let done = cut
    for (const piece of engine.pieces()) {
      saved.push(deserialize(serialize(piece.save())))
      // Others have their turn between two pieces, even in the middle of a round.
      told(engine, done, (done += 37))
    }
    told(engine, done, (done += 500))
    const copy = loaded(saved)
    for (const reading of READINGS.slice(cut, done)) copy.again(reading, true)
    expect(told(copy, done)).toEqual(told(engine, done))
    expect(copied(copy)).toEqual(copied(engine))
  })

  test('after a change of settings they fit those that begin with the new ones', () => {
    const folder = mkdtempSync(join(tmpdir(), 'standpipe-memory-'))
    const file = join(folder, 'detectors.yaml')
    writeFileSync(
      file,
      'limit: [{ for: { quantity: turbidity }, high: { value: 2, onDelay: 0 s } }]\nrate-of-change: [{ for: { quantity: ph }, off: true }]\n',
    )
    const settings = detectorSettings(readYaml(file, []))
    rmSync(folder, { recursive: true })
    const engine = newEngine()
    const cut = Math.floor(READINGS.length * 0.5)
    told(engine, 0, cut)
    expect(engine.apply(settings)).toBeGreaterThan(0)
    const copy = createEngine({ site: SITE, settings })
    const saved = copied(engine)
    expect(copy.pieces().length).toBe(saved.length)
    for (const [i, piece] of copy.pieces().entries()) piece.load(saved[i])
    // What was replaced speaks last, of the same reading.
    expect(told(copy, cut).sort()).toEqual(told(engine, cut).sort())
  })

  test('what came late is history and is not judged again', () => {
    const engine = newEngine()
    told(engine, 0, POINTS.length * 200)
    const before = copied(engine)
    const late = good('J-A1.pressure', at(100), 1, at(200))
    expect(engine.again(late, false)).toEqual([])
    expect(engine.again(late, true)).toEqual([])
    expect(copied(engine)).toEqual(before)
  })

  test('a piece holds the points that are judged together, and a large site has many', () => {
    const points = Array.from({ length: 2_000 }, (_, n) => point(`J-${n}.pressure`, { zone: `Z${n % 40}` }))
    const pieces = createEngine({ site: siteOf(points), settings: detectorSettings() }).pieces()
    expect(pieces.length).toBeGreaterThan(35)
    const largest = Math.max(...pieces.map(piece => serialize(piece.save()).length))
    expect(largest).toBeLessThan(200_000)
  })
})
