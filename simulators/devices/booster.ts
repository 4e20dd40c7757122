import type { Instant } from '../../model/time.ts'
import { fromSi } from '../../model/units.ts'
import { shown } from './instrument.ts'
import { type DeviceModel, subjectOf } from './model.ts'
import type { Registers } from './registers.ts'
import type { GroupView, World } from './world.ts'

/** Grundfos' words for what is wrong. */
const MISSING_PHASE = 2
const OVERLOAD = 48
const DRY_RUNNING = 57

/** Feedback sensor, bar: process values are in 0.01 % of it. */
const SENSOR = 10
const bar = (metres: number) => fromSi(metres, 'bar')

/** The manual counts registers from one. */
const wire = (number: number) => number - 1

/** Grundfos booster behind a CIM 200/500 (functional profile p. 22–28); 0xFFFF is "not available". */
export const booster: DeviceModel = {
  map: {
    functions: [3, 4],
    blocks: [
      [wire(1), 40],
      [wire(101), 20],
      [wire(201), 30],
      [wire(301), 170],
    ],
    hole: 0xffff,
  },
  fill: (put, world, plan, seed, at) => {
    const subject = subjectOf(plan, 'booster')
    const view = world.group(subject.group)
    const dark = world.troubles.dark.has(subject.group)
    const tripped = view.group.pumps.map(pump => world.troubles.tripped.has(pump))
    const on = view.running.some(Boolean)
    const dry = !on && !dark && !tripped.every(Boolean)
    const alarm = dark ? MISSING_PHASE : dry ? DRY_RUNNING : tripped.some(Boolean) ? OVERLOAD : 0
    status(put, view, { on, alarm })
    measured(put, world, view, seed, at)
    put.u16(wire(317), subject.tank === undefined ? 0xffff : 100 * (world.pressure(subject.tank) + 100))
    for (const [n, pump] of view.group.pumps.entries())
      pumpBlock(put, world, view, n, pump, tripped[n]!, seed, at)
  },
}

function status(put: Registers, view: GroupView, { on, alarm }: { on: boolean; alarm: number }): void {
  const fullSpeed = on && view.speed > 0.99
  put.u16(
    wire(201),
    (1 << 8) | (on ? (1 << 6) | (1 << 9) : 0) | (alarm ? 1 << 10 : 0) | (fullSpeed ? 1 << 13 : 0),
  )
  put.u16(wire(202), (10_000 * bar(view.outlet)) / SENSOR)
  put.u16(wire(203), 4)
  put.u16(wire(204), 0)
  put.u16(wire(205), alarm)
  put.u16(wire(206), 0)
  put.u16(wire(208), (1 << view.group.pumps.length) - 1)
  put.u16(wire(209), 0)
  put.u16(wire(210), 0)
  put.u16(wire(211), SENSOR)
}

function measured(put: Registers, world: World, view: GroupView, seed: number, at: Instant): void {
  const { group } = view
  const pressure = (truth: number, salt: number) =>
    shown(seed + salt, at, bar(truth), { noise: 0.004, resolution: 0.001 })
  const running = view.running.filter(Boolean).length
  const millibar = (value: number) => 1_000 * value
  put.u16(wire(301), millibar(Math.max(0, bar(view.outlet) - bar(view.inlet))))
  // 16 bits of 0.1 m³/h end at 6,553 m³/h.
  put.u16(
    wire(302),
    10 * Math.max(0, shown(seed, at, view.flow, { noise: 0.03 + 0.004 * view.flow, resolution: 0.1 })),
  )
  put.u16(wire(303), 10_000 * view.speed)
  put.u16(wire(304), 2_900 * view.speed)
  put.u16(wire(305), 500 * view.speed)
  put.u16(wire(308), (10_000 * bar(group.setpoint)) / SENSOR)
  put.u16(wire(309), running === 0 ? 0 : 10 * amps(view.power))
  put.u16(wire(310), 5_600)
  put.u16(wire(311), running === 0 ? 0 : 4_000)
  put.u32(wire(312), 1_000 * view.power)
  put.u16(wire(315), millibar(pressure(view.inlet, 1) + 1))
  put.u16(wire(321), 100 * (287 + 2 * Math.sin(at / 8e9)))
  put.u16(wire(326), view.flow > 0.1 ? (1_000 * view.power) / view.flow : 0)
  const total = (of: Record<string, number>) => group.pumps.reduce((sum, pump) => sum + (of[pump] ?? 0), 0)
  put.u32(wire(327), total(world.counted.runtime))
  put.u32(wire(332), world.counted.energy[group.id] ?? 0)
  put.u32(wire(334), total(world.counted.starts))
  put.u16(wire(339), millibar(Math.max(0, bar(view.outlet - view.inlet))))
  put.u16(wire(340), millibar(Math.max(0, pressure(view.outlet, 2))))
  put.u32(wire(357), 100 * (world.counted.volume[`${group.id}-UP`] ?? 0))
}

function pumpBlock(
  put: Registers,
  world: World,
  view: GroupView,
  n: number,
  pump: string,
  tripped: boolean,
  seed: number,
  at: Instant,
): void {
  const first = wire(401 + 10 * n)
  const runs = view.running[n]!
  const share = runs ? view.power / view.running.filter(Boolean).length : 0
  const wobble = (truth: number, salt: number) =>
    Math.max(0, shown(seed + 40 * n + salt, at, truth, { noise: 0.01 * truth, resolution: 0.01 }))
  put.u16(first, 1 | (runs ? 2 : 0) | (tripped ? 4 : 0))
  put.u16(first + 1, tripped ? OVERLOAD : 0)
  put.u32(first + 2, world.counted.runtime[pump] ?? 0)
  put.u16(first + 4, runs ? 10_000 * view.speed : 0)
  put.u16(first + 5, 10 * wobble(amps(share), 3))
  put.u16(first + 6, 100 * wobble(share, 4))
  put.u16(first + 7, 100 * (273 + (runs ? 52 : 24)))
  put.u16(first + 8, 0)
}

/** Current of a three-phase motor at 400 V. */
const amps = (kilowatts: number) => (1_000 * kilowatts) / (Math.sqrt(3) * 400 * 0.86)
