import { MINUTE, SECOND } from '../../model/time.ts'
import type { Chemistry } from './chemistry.ts'
import { type Accuracy, shown } from './instrument.ts'
import { type DeviceModel, subjectOf } from './model.ts'

const INPUTS: readonly [keyof Chemistry, Accuracy][] = [
  ['chlorine', { noise: 0.006, resolution: 0.001, drift: 0.012, cycle: 10 * SECOND }],
  ['turbidity', { noise: 0.006, resolution: 0.001, cycle: 10 * SECOND }],
  ['ph', { noise: 0.006, resolution: 0.01, drift: 0.03, cycle: MINUTE }],
  ['temperature', { noise: 0.03, resolution: 0.1, cycle: 30 * SECOND }],
  ['conductivity', { noise: 1.2, resolution: 1, cycle: 30 * SECOND }],
]
const NOT_ASSIGNED = 3
const NAN_HIGH = 0x7fa0

/** E+H Liquiline CM44x (SD01189C p. 40): input n as f32 at 4(n−1), its status at +2, its unit code at +3. */
export const analyser: DeviceModel = {
  map: {
    functions: [3, 4],
    blocks: [
      [0, 128],
      [1016, 10],
      [9000, 40],
    ],
    hole: 0,
  },
  fill: (put, world, plan, seed, at) => {
    const { node, position } = subjectOf(plan, 'quality')
    const water = world.chemistry(node, plan.zone, position)
    for (let n = 0; n < 16; n++) {
      const input = INPUTS[n]
      if (input && `input${n + 1}` in plan.points) {
        const [quantity, accuracy] = input
        put.f32(4 * n, Math.max(0, shown(seed + n, at, water[quantity], accuracy)))
        put.u16(4 * n + 2, 0)
      } else {
        put.word(4 * n, NAN_HIGH)
        put.word(4 * n + 1, 0)
        put.u16(4 * n + 2, NOT_ASSIGNED)
      }
    }
    put.u16(9000, 1)
  },
}
