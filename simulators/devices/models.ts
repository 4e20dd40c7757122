import { analyser } from './analyser.ts'
import { booster } from './booster.ts'
import { flowMeter } from './flow-meter.ts'
import type { DeviceModel } from './model.ts'
import { powerMeter } from './power-meter.ts'
import { transmitter } from './transmitter.ts'

/** Device models by the gateway's profile ids. */
export const MODELS: Record<string, DeviceModel> = {
  'grundfos-cim-booster': booster,
  'endress-hauser-liquiline': analyser,
  'ptmb-pressure': transmitter,
  'siemens-mag6000': flowMeter,
  'eastron-sdm630': powerMeter,
}
