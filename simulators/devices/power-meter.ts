import { shown } from './instrument.ts'
import { type DeviceModel, subjectOf } from './model.ts'

const POWER_FACTOR = 0.93

/** Eastron SDM630 (volkszaehler/mbmd): f32 input registers; U from 0, I from 6, P from 12, sum 0x34, energy 0x48. */
export const powerMeter: DeviceModel = {
  map: {
    functions: [4],
    blocks: [
      [0, 0x60],
      [0x0c8, 0x20],
      [0x150, 0x40],
    ],
    hole: 0,
  },
  fill: (put, world, plan, seed, at) => {
    const { group } = subjectOf(plan, 'power')
    // The meter itself hangs on the station's battery.
    const dark = world.troubles.dark.has(group)
    const kilowatts = dark ? 0 : world.group(group).power + 0.4
    let sum = 0
    for (let phase = 0; phase < 3; phase++) {
      const volts = dark ? 0 : shown(seed + phase, at, 230, { noise: 1.1, resolution: 0.1, cycle: 5_000 })
      const watts = dark
        ? 0
        : shown(seed + 10 + phase, at, (1_000 * kilowatts) / 3, { noise: 2 + 3 * kilowatts, resolution: 0.1 })
      put.f32(2 * phase, volts)
      put.f32(6 + 2 * phase, volts === 0 ? 0 : watts / volts / POWER_FACTOR)
      put.f32(12 + 2 * phase, watts)
      sum += watts
    }
    const energy = world.counted.energy[group] ?? 0
    put.f32(0x34, sum)
    put.f32(0x3e, dark ? 0 : POWER_FACTOR)
    put.f32(0x46, dark ? 0 : shown(seed + 20, at, 50, { noise: 0.01, resolution: 0.01 }))
    put.f32(0x48, energy)
    put.f32(0x4a, 0)
    put.f32(0x156, energy)
  },
}
