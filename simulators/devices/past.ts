import { answersOf } from '../../gateway/decode/answers.ts'
import { decodePoint } from '../../gateway/decode/value.ts'
import { plan as planReads, slotsOf } from '../../gateway/plan.ts'
import type { Profile } from '../../gateway/profile.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import type { Reading } from '../../model/reading.ts'
import { HOUR, type Instant, MINUTE } from '../../model/time.ts'
import { toSi } from '../../model/units.ts'
import { hashText } from '../random.ts'
import type { TownCustomer } from '../town/customers.ts'
import { loggerPressure } from './loggers.ts'
import { registerAt } from './meters.ts'
import { MODELS } from './models.ts'
import type { DevicePlan } from './plan.ts'
import type { InstrumentPlan } from './planning.ts'
import { Registers, readRegisters } from './registers.ts'
import type { World } from './world.ts'

/** What a town's instruments would have told at one instant of the past, as the gateway would have understood it. */
export type Tell = (at: Instant) => Reading[]

/** A town that has been watched before has a past: this tells it, instant by instant, in order. */
export function teller(
  plan: InstrumentPlan,
  customers: ReadonlyMap<string, TownCustomer>,
  world: World,
): Tell {
  const profiles = loadProfiles(undefined, [])
  const devices = plan.devices.map(device => reader(device, profiles.get(device.profile)!))
  const good = (point: string, at: Instant, value: number): Reading => ({
    point,
    at,
    value,
    quality: 'good',
    received: at,
  })
  return at => {
    const readings: Reading[] = devices.flatMap(read => read(world, at))
    for (const logger of plan.loggers) {
      readings.push(good(logger.pressure, at, toSi(loggerPressure(logger, world, at), 'MPa')))
    }
    // A meter's register was kept at every full hour.
    if (Math.floor(at / HOUR) * HOUR > at - MINUTE) {
      const hour = Math.floor(at / HOUR) * HOUR
      for (const { customer, volume, leak } of plan.meters) {
        readings.push(
          good(volume, hour, registerAt(customers.get(customer)!, world, hour)),
          good(leak, hour, 0),
        )
      }
    }
    return readings
  }
}

function reader(device: DevicePlan, profile: Profile): (world: World, at: Instant) => Reading[] {
  const model = MODELS[device.profile]!
  const seed = hashText(device.id)
  const offered = new Map(profile.points.map(point => [point.key, point]))
  const slots = slotsOf(profile, Object.keys(device.points))
  const reads = planReads(slots, profile)
  return (world, at) => {
    const registers = new Registers()
    model.fill(registers, world, device, seed, at)
    const answered = reads.flatMap(read => {
      const words = readRegisters(model.map, registers, read.fc, read.start, read.end - read.start)
      return typeof words === 'number' ? [] : [{ read, data: bytesOf(words) }]
    })
    const answers = answersOf(answered, { slots, points: offered, order: profile.order })
    return Object.entries(device.points).map(([key, { point, unit }]) => {
      return { point, at, received: at, ...decodePoint(offered.get(key)!, answers, unit) }
    })
  }
}

function bytesOf(words: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(2 * words.length)
  const view = new DataView(bytes.buffer)
  words.forEach((word, n) => {
    view.setUint16(2 * n, word)
  })
  return bytes
}
