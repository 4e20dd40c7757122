import { zoneBalanceWatches } from './balance/zone-balance.ts'
import { clockWatches } from './clock-wrong.ts'
import { stateWatch } from './device-state.ts'
import { flatLineWatch } from './flat-line.ts'
import { flowRiseWatches } from './flow-rise.ts'
import { instrumentFaultWatch } from './instrument-fault.ts'
import { limitWatch } from './limit.ts'
import { meterWatch } from './meter/meter.ts'
import { nightLeakWatches } from './night-leak.ts'
import { pressureDropWatches } from './pressure-drop.ts'
import { pumpWatches } from './pump/pump.ts'
import { pumpFaultWatches } from './pump-fault.ts'
import { qualityEventWatches } from './quality-event.ts'
import { rateWatch } from './rate-of-change.ts'
import type { PointDetector, SiteDetector } from './watch.ts'

/** Detectors that look at one point alone; late data is judged by these. */
export const pointDetectors: readonly PointDetector[] = [
  limitWatch,
  rateWatch,
  flatLineWatch,
  stateWatch,
  meterWatch,
  instrumentFaultWatch,
]

/** Detectors that weigh several points against each other. */
export const siteDetectors: readonly SiteDetector[] = [
  pressureDropWatches,
  flowRiseWatches,
  nightLeakWatches,
  zoneBalanceWatches,
  pumpFaultWatches,
  pumpWatches,
  qualityEventWatches,
  clockWatches,
]
