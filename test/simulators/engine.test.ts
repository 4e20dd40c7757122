import { beforeAll, describe, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { Engine } from '../../simulators/hydraulics/engine.ts'
import { type HydraulicModel, hydraulicModel } from '../../simulators/hydraulics/model.ts'
import type { Snapshot } from '../../simulators/hydraulics/snapshot.ts'
import { orifice } from '../../simulators/incidents/incident.ts'
import { localTime, useFactor } from '../../simulators/town/patterns.ts'
import { generateTown } from '../../simulators/town/town.ts'

const town = generateTown({ customers: 1_000, seed: 1 })
// 10:00 in Shandong.
const START = Date.UTC(2026, 10, 23, 2)
const model: HydraulicModel = hydraulicModel(town, START)
const STEP = 10 * SECOND
const street = town.network.nodes.find(node => node.id.startsWith('J'))!.id

const pressure = (snapshot: Snapshot, node: string) => snapshot.pressure[model.nodes.indexOf(node)]!
const flow = (snapshot: Snapshot, link: string) => snapshot.flow[model.links.indexOf(link)]!
const supplied = (snapshot: Snapshot) => flow(snapshot, 'WP-1-MAIN') - flow(snapshot, 'TK-1-P')

beforeAll(() => {
  // EPANET's warnings of low pressure are what some of these tests are about.
  console.warn = () => {}
})

/** The engine at its start and `after` a command, some minutes later. */
async function lived(act: (engine: Engine) => void, minutes: number) {
  const engine = await Engine.open(model)
  const before = engine.snapshot()
  act(engine)
  engine.advance(START + minutes * MINUTE, STEP)
  const after = engine.snapshot()
  return { engine, before, after }
}

describe('water', () => {
  test('is conserved: what the works and the tank give is what the town takes', async () => {
    const { engine, after } = await lived(() => {}, 30)
    // The works may be a pump step behind; the mean of many steps is not.
    const steps = Array.from({ length: 60 }, (_, n) => {
      engine.advance(after.at + (n + 1) * STEP, STEP)
      return engine.snapshot()
    })
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const usual = steps.map(({ at }) =>
      town.demands.reduce((sum, { use, mean: m }) => sum + m * useFactor(use, localTime(at)), 0),
    )
    const given = mean(steps.map(supplied)) - mean(steps.map(refilling))
    expect(given / mean(usual)).toBeGreaterThan(0.9)
    expect(given / mean(usual)).toBeLessThan(1.1)
    engine.close()
  })

  /** What break tanks take beyond what their pumps give on, m³/h. */
  function refilling(snapshot: Snapshot) {
    return town.stations.reduce(
      (sum, { id, tank }) => sum + (tank ? flow(snapshot, `${id}-FV`) - flow(snapshot, `${id}-UP`) : 0),
      0,
    )
  }

  test.each([
    { hole: 10, metres: 40, flow: 5.9 },
    { hole: 20, metres: 40, flow: 23.8 },
    { hole: 50, metres: 40, flow: 149 },
  ])('a hole of $hole mm lets out $flow m³/h at $metres m', ({ hole, metres, flow: wanted }) => {
    expect(orifice(hole) * Math.sqrt(metres)).toBeCloseTo(wanted, wanted < 100 ? 1 : 0)
  })

  test('leaves a burst as Q = c·√p, lowers the pressure there, and the works pumps more', async () => {
    const coefficient = orifice(40)
    const { engine, before, after } = await lived(
      e => e.apply({ kind: 'leak', node: street, coefficient }),
      5,
    )
    expect(after.leaking).toBeCloseTo(coefficient * Math.sqrt(pressure(after, street)), 0)
    expect(pressure(before, street) - pressure(after, street)).toBeGreaterThan(1)
    expect(supplied(after) - supplied(before)).toBeGreaterThan(0.8 * after.leaking)
    engine.close()
  })

  test('stops leaking when the hole is closed', async () => {
    const { engine } = await lived(e => e.apply({ kind: 'leak', node: street, coefficient: orifice(40) }), 5)
    engine.apply({ kind: 'leak', node: street, coefficient: 0 })
    engine.advance(START + 8 * MINUTE, STEP)
    expect(engine.snapshot().leaking).toBeLessThan(0.1)
    engine.close()
  })

  test('follows the day: less at night, tanks between their levels, chlorine never more than the dose', async () => {
    const engine = await Engine.open(model)
    const day = Array.from({ length: 24 }, (_, n) => {
      engine.advance(START + (n + 1) * HOUR, MINUTE)
      return engine.snapshot()
    })
    const at = (hour: number) => day.find(one => Math.round(localTime(one.at).hour) % 24 === hour)!
    expect(supplied(at(3)) * 2).toBeLessThan(supplied(at(19)))
    for (const snapshot of day) {
      for (const { id, lowest, highest } of town.tanks) {
        expect(pressure(snapshot, id)).toBeGreaterThan(lowest)
        expect(pressure(snapshot, id)).toBeLessThanOrEqual(highest)
      }
      expect(Math.max(...snapshot.chlorine)).toBeLessThanOrEqual(0.66)
      expect(Math.min(...snapshot.chlorine)).toBeGreaterThan(0.04)
    }
    engine.close()
  })

  test('is the same water again from the same town', async () => {
    const runs = await Promise.all([1, 2].map(() => lived(() => {}, 10)))
    expect(runs[0]!.after).toEqual(runs[1]!.after)
    for (const { engine } of runs) engine.close()
  })
})

describe('pumps', () => {
  const plant = town.plants[0]!

  test('hold the works at its setpoint', async () => {
    const { engine, after } = await lived(() => {}, 10)
    expect(Math.abs(pressure(after, plant.discharge) - plant.setpoint)).toBeLessThan(0.5)
    engine.close()
  })

  test('take over when one trips', async () => {
    const { engine, after } = await lived(
      e => e.apply({ kind: 'pump', pump: plant.pumps[0]!, available: false }),
      5,
    )
    expect(after.running[0]! & 1).toBe(0)
    expect(Math.abs(pressure(after, plant.discharge) - plant.setpoint)).toBeLessThan(1)
    engine.close()
  })

  test('stand without power and come back with it', async () => {
    const station = town.stations[0]!
    const { engine, before, after } = await lived(
      e => e.apply({ kind: 'power', group: station.id, on: false }),
      5,
    )
    const upper = `${station.id}-H`
    expect(pressure(before, upper)).toBeGreaterThan(40)
    expect(pressure(after, upper)).toBeLessThan(15)
    engine.apply({ kind: 'power', group: station.id, on: true })
    engine.advance(START + 10 * MINUTE, STEP)
    expect(pressure(engine.snapshot(), upper)).toBeGreaterThan(40)
    engine.close()
  })
})

test('chlorine goes down the line after dosing fails, first at the works', async () => {
  const { engine, after } = await lived(
    e => e.apply({ kind: 'dose', reservoir: 'WP-1-R', chlorine: 0.05 }),
    20,
  )
  const chlorine = (snapshot: Snapshot, node: string) => snapshot.chlorine[model.nodes.indexOf(node)]!
  expect(chlorine(after, 'WP-1-M')).toBeLessThan(0.1)
  expect(chlorine(after, street)).toBeGreaterThan(0.2)
  engine.advance(START + 12 * HOUR, MINUTE)
  expect(chlorine(engine.snapshot(), street)).toBeLessThan(0.15)
  engine.close()
})
