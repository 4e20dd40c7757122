import { fromSi } from '../../model/units.ts'
import { shown } from './instrument.ts'
import { type DeviceModel, subjectOf } from './model.ts'

const KPA = 1
const MPA = 0

/**
 * PTMB-type RS-485 transmitter (esp32m ptmb): unit code at 2, decimals at 3, value i16 at 4. In a pipe it shows MPa
 * with three decimals, in a tank the water's weight in kPa with two.
 */
export const transmitter: DeviceModel = {
  map: { functions: [3], blocks: [[0, 8]], hole: 0 },
  fill: (put, world, plan, seed, at) => {
    const subject = subjectOf(plan, 'pressure', 'level')
    const level = subject.kind === 'level'
    const truth = world.pressure(subject.kind === 'level' ? subject.tank : subject.node)
    const metres = shown(seed, at, truth, { noise: level ? 0.004 : 0.06, resolution: 0.001, drift: 0.05 })
    put.u16(0, 1)
    put.u16(1, 3)
    put.u16(2, level ? KPA : MPA)
    put.u16(3, level ? 2 : 3)
    put.i16(4, fromSi(metres, level ? 'kPa' : 'MPa') * (level ? 100 : 1_000))
    put.i16(5, 0)
    put.i16(6, level ? 10_000 : 1_600)
  },
}
