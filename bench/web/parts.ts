import type { Row } from '../row.ts'
import { alarms } from './alarms.ts'
import { bundles } from './bundles.ts'
import { half, pipes } from './network.ts'
import { replay } from './replay.ts'
import { soak } from './soak.ts'
import { year } from './year.ts'

/** What can be run alone, in the order of the whole run. */
export const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  bundles,
  pipes,
  half,
  alarms,
  replay,
  year,
  soak: () => soak(3),
  'soak-hour': () => soak(60),
}

/** An hour is only spent when it is asked for. */
export const USUAL: readonly string[] = Object.keys(PARTS).filter(part => part !== 'soak-hour')
