import { shown } from './instrument.ts'
import { type DeviceModel, subjectOf } from './model.ts'

/** Siemens MAG 6000 (SFIDK.PS.023.D2 p. 14): flow f32 m³/s at 3002, totalisers f64 m³ at 3014 and 3018. */
export const flowMeter: DeviceModel = {
  map: {
    functions: [3],
    blocks: [
      [500, 60],
      [600, 10],
      [3000, 32],
    ],
    hole: 0,
  },
  fill: (put, world, plan, seed, at) => {
    const { link } = subjectOf(plan, 'flow')
    const flow = world.flow(link)
    const noise = 0.04 + 0.003 * Math.abs(flow)
    put.f32(3002, shown(seed, at, flow, { noise, resolution: 0.01, cycle: 2_000 }) / 3_600)
    put.f64(3014, world.counted.volume[link] ?? 0)
    put.f64(3018, world.counted.backwards[link] ?? 0)
    put.f32(3022, world.counted.volume[link] ?? 0)
    put.f32(3024, world.counted.backwards[link] ?? 0)
    put.u16(529, 3)
    put.word(601, 0xff)
    put.u16(602, 24)
  },
}
