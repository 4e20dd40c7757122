import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import ModbusSerial from 'modbus-serial'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answersOf } from '../../gateway/decode/answers.ts'
import { decodePoint } from '../../gateway/decode/value.ts'
import { plan, slotsOf } from '../../gateway/plan.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import { MINUTE } from '../../model/time.ts'
import type { SteppedTime } from '../../runtime/stepped-time.ts'
import type { DevicePlan } from '../../simulators/devices/plan.ts'
import type { RunningTown } from '../../simulators/start.ts'
import type { Town } from '../../simulators/town/town.ts'
import { MORNING, townAt } from './running.ts'

const profiles = loadProfiles(undefined, [])
let town: Town
let run: RunningTown
let time: SteppedTime

beforeAll(async () => {
  ;({ town, run, time } = await townAt(MORNING))
  await time.advance(2 * MINUTE)
})
afterAll(() => run.stop())

const deviceNamed = (id: string) => run.plan.devices.find(device => device.id === id)!

/** Every point of a device as the gateway would read it over the wire, SI. */
async function read(device: DevicePlan): Promise<Record<string, number | null>> {
  const client = new ModbusSerial.default()
  const { port, unit } = run.addresses.get(device.id)!
  await client.connectTCP('127.0.0.1', { port })
  client.setTimeout(1_000)
  client.setID(unit)
  try {
    const profile = profiles.get(device.profile)!
    const slots = slotsOf(profile, Object.keys(device.points))
    const reads = plan(slots, profile)
    const answered = []
    for (const one of reads) {
      const ask = one.fc === 4 ? client.readInputRegisters : client.readHoldingRegisters
      const { buffer } = await ask.call(client, one.start, one.end - one.start)
      answered.push({ read: one, data: new Uint8Array(buffer) })
    }
    const offered = new Map(profile.points.map(point => [point.key, point]))
    const answers = answersOf(answered, { slots, points: offered, order: profile.order })
    return Object.fromEntries(
      Object.keys(device.points).map(key => [key, decodePoint(offered.get(key)!, answers).value]),
    )
  } finally {
    client.close(() => {})
  }
}

describe('what the gateway decodes is what the water does', () => {
  test('every device answers every point it was planned for, within the point’s range', async () => {
    const points = new Map(run.plan.points.map(point => [point.id, point]))
    for (const device of run.plan.devices) {
      const values = await read(device)
      for (const [key, value] of Object.entries(values)) {
        const point = points.get(device.points[key]!.point)!
        expect(value, `${device.id} ${key}`).toEqual(expect.any(Number))
        expect(value, point.id).toBeGreaterThanOrEqual(point.range[0])
        expect(value, point.id).toBeLessThanOrEqual(point.range[1])
      }
    }
  })

  test('flow meter: m³/s on the wire, m³/h here; the totaliser counts it', async () => {
    const device = deviceNamed('FM-WP-1')
    const { world } = run.truth()
    const before = await read(device)
    expect(before.flow! / world.flow('WP-1-MAIN')).toBeCloseTo(1, 1)
    await time.advance(10 * MINUTE)
    const after = await read(device)
    const passed = after.total! - before.total!
    expect(passed / (world.flow('WP-1-MAIN') / 6)).toBeGreaterThan(0.85)
    expect(passed / (world.flow('WP-1-MAIN') / 6)).toBeLessThan(1.15)
  })

  test('pressure transmitter: MPa with three decimals', async () => {
    const device = run.plan.devices.find(one => one.subject.kind === 'pressure' && one.zone !== 'TRUNK')!
    const node = device.subject.kind === 'pressure' ? device.subject.node : ''
    const { pressure } = await read(device)
    expect(Math.abs(pressure! - run.truth().world.pressure(node))).toBeLessThan(0.5)
  })

  test('level probe: the tank’s level as the weight of water', async () => {
    const { pressure } = await read(deviceNamed('LT-TK-1'))
    expect(Math.abs(pressure! - run.truth().world.pressure('TK-1'))).toBeLessThan(0.1)
  })

  test('booster: pressures, tank, flow and its pumps', async () => {
    const station = town.stations.find(one => one.tank)!
    const values = await read(deviceNamed(`CIM-${station.id}`))
    const truth = run.truth().world.group(station.id)
    expect(values.outletPressure).toBeGreaterThan(station.setpoint - 3)
    expect(values.outletPressure).toBeLessThan(station.setpoint + 3)
    expect(Math.abs(values.inletPressure! - truth.inlet)).toBeLessThan(0.5)
    expect(values.tankLevel).toBeCloseTo(run.truth().world.pressure(station.tank!), 1)
    expect(values.frequency).toBeCloseTo(50 * truth.speed, 0)
    expect([values.running, values.fault, values.alarmCode]).toEqual([1, 0, 0])
    expect([1, 2, 3].map(n => values[`pump${n}Running`])).toEqual(truth.running.map(Number))
    expect(values.volume).toBeGreaterThan(0)
  })

  test('analyser: chlorine of the node it samples', async () => {
    const device = deviceNamed('AQ-WP-1')
    const values = await read(device)
    const { chlorine } = run.truth().world.chemistry('WP-1-O', 'TRUNK', 'plant')
    expect(Math.abs(values.input1! - chlorine)).toBeLessThan(0.05)
    expect(values.input3).toBeGreaterThan(7)
    expect(values.input4).toBeGreaterThan(5)
  })

  test('power meter: kW that lift the water, near 230 V', async () => {
    const values = await read(deviceNamed('EM-WP-1'))
    const { flow, outlet } = run.truth().world.group('WP-1')
    expect(values.power).toBeGreaterThan((flow * outlet) / 367)
    expect(values.power).toBeLessThan(((flow * outlet) / 367) * 3)
    expect(Math.abs(values.voltageL1! - 230)).toBeLessThan(8)
  })

  test('the same instant shows the same value', async () => {
    const device = deviceNamed('AQ-WP-1')
    expect(await read(device)).toEqual(await read(device))
  })
})

test('mbpoll, an independent client, reads the flow', async ({ skip }) => {
  const { port, unit } = run.addresses.get('FM-WP-1')!
  const ask = `-m tcp -a ${unit} -r 3003 -c 1 -t 4:float -B -1 -p ${port} 127.0.0.1`
  const said = await promisify(execFile)('mbpoll', ask.split(' ')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!said) return skip('mbpoll is not installed')
  const flow = Number(/\[3003\]:\s+([\d.eE+-]+)/.exec(said.stdout)?.[1]) * 3_600
  expect(flow / run.truth().world.flow('WP-1-MAIN')).toBeCloseTo(1, 1)
})

describe('what goes wrong shows on the wire', () => {
  test('a tripped pump: fault bit and overload code', async () => {
    const station = town.stations[0]!
    const incident = run.inject({ kind: 'pump-trip', target: station.pumps[0]! })
    await time.advance(MINUTE)
    const values = await read(deviceNamed(`CIM-${station.id}`))
    expect([values.pump1Fault, values.pump1Running, values.fault, values.alarmCode]).toEqual([1, 0, 1, 48])
    run.repair(incident.id)
    await time.advance(MINUTE)
    expect((await read(deviceNamed(`CIM-${station.id}`))).fault).toBe(0)
  })

  test('no mains power: no volts, pumps stand, outlet falls', async () => {
    const station = town.stations[0]!
    const incident = run.inject({ kind: 'power-failure', target: station.id })
    await time.advance(3 * MINUTE)
    expect((await read(deviceNamed(`EM-${station.id}`))).voltageL1).toBe(0)
    const values = await read(deviceNamed(`CIM-${station.id}`))
    expect([values.running, values.frequency]).toEqual([0, 0])
    expect(values.outletPressure).toBeLessThan(25)
    run.repair(incident.id)
    await time.advance(5 * MINUTE)
    expect((await read(deviceNamed(`CIM-${station.id}`))).running).toBe(1)
  })

  const inflow = () =>
    run.plan.devices.find(({ zone, subject }) => zone === 'DMA-01' && subject.kind === 'flow')!

  test('a burst: its water flows into the district and past its meter', async () => {
    const before = (await read(inflow())).flow!
    const incident = run.inject({ kind: 'burst', target: 'DMA-01', size: 60 })
    await time.advance(3 * MINUTE)
    const { leaking } = run.truth().snapshot
    const during = (await read(inflow())).flow!
    expect(leaking).toBeGreaterThan(60)
    expect((during - before) / leaking).toBeGreaterThan(0.7)
    expect((during - before) / leaking).toBeLessThan(1.2)
    run.repair(incident.id)
    await time.advance(3 * MINUTE)
    expect(Math.abs((await read(inflow())).flow! - before)).toBeLessThan(0.2 * leaking)
  })

  test('a slow leak grows for hours; what its repair takes away is what it was', async () => {
    const incident = run.inject({ kind: 'slow-leak', target: 'DMA-01', size: 40 })
    await time.advance(10 * MINUTE)
    const young = run.truth().snapshot.leaking
    await time.advance(4 * 60 * MINUTE)
    const old = run.truth().snapshot.leaking
    expect(old / young).toBeGreaterThan(4)
    const leaky = (await read(inflow())).flow!
    run.repair(incident.id)
    await time.advance(2 * MINUTE)
    expect((leaky - (await read(inflow())).flow!) / old).toBeGreaterThan(0.6)
  })

  test('dosing fails: the analyser at the works sees chlorine go, and come back', async () => {
    const analyser = deviceNamed('AQ-WP-1')
    const before = (await read(analyser)).input1!
    const incident = run.inject({ kind: 'chlorine-loss', target: 'WP-1' })
    await time.advance(60 * MINUTE)
    expect((await read(analyser)).input1).toBeLessThan(before / 3)
    run.repair(incident.id)
    await time.advance(60 * MINUTE)
    expect((await read(analyser)).input1).toBeGreaterThan(before * 0.8)
  })

  test('a dead link: silence, not zeros', async () => {
    const incident = run.inject({ kind: 'link-loss', target: 'DMA-01' })
    const device = run.plan.devices.find(one => one.zone === 'DMA-01')!
    await expect(read(device)).rejects.toThrow(/[Tt]imed? ?out/)
    run.repair(incident.id)
    expect(Object.values(await read(device))).not.toContain(null)
  })

  test('a stuck sensor shows the same for an hour', async () => {
    const device = deviceNamed('LT-TK-1')
    const first = await read(device)
    const incident = run.inject({ kind: 'stuck-sensor', target: device.id })
    await time.advance(60 * MINUTE)
    expect(await read(device)).toEqual(first)
    run.repair(incident.id)
    await time.advance(MINUTE)
    expect(await read(device)).not.toEqual(first)
  })

  test('dirt: turbidity rises in its zone only, and settles', async () => {
    const [one, other] = ['AQ-01', 'AQ-02'].map(deviceNamed)
    const clear = (await read(one!)).input2!
    const incident = run.inject({ kind: 'turbidity-spike', target: 'DMA-01', size: 3 })
    await time.advance(15 * MINUTE)
    expect((await read(one!)).input2).toBeGreaterThan(clear + 2.5)
    expect((await read(other!)).input2).toBeLessThan(0.6)
    run.repair(incident.id)
    await time.advance(5 * 60 * MINUTE)
    expect((await read(one!)).input2).toBeLessThan(0.6)
  })
})
