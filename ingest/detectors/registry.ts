import { clockWatches } from './clock-wrong.ts'
import { stateWatch } from './device-state.ts'
import { flatLineWatch } from './flat-line.ts'
import { flowRiseWatches } from './flow-rise.ts'
import { limitWatch } from './limit.ts'
import { meterWatch } from './meter/meter.ts'
import { pressureDropWatches } from './pressure-drop.ts'
import { pumpFaultWatches } from './pump-fault.ts'
import { rateWatch } from './rate-of-change.ts'
import type { PointDetector, SiteDetector } from './watch.ts'

/** Detectors that look at one point alone; late data is judged by these. */
export const pointDetectors: readonly PointDetector[] = [
  limitWatch,
  rateWatch,
  flatLineWatch,
  stateWatch,
  meterWatch,
]

/** Detectors that weigh several points against each other. */
export const siteDetectors: readonly SiteDetector[] = [
  pressureDropWatches,
  flowRiseWatches,
  pumpFaultWatches,
  clockWatches,
]
