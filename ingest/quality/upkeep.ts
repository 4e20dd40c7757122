import type { Instant } from '../../model/time.ts'
import { type Finding, found, NOTHING } from './verdict.ts'

/** When people work on an instrument, and until when its calibration holds. */
export interface Upkeep {
  maintenance: readonly { from: Instant; to: Instant }[]
  calibrationDue?: Instant
}

/** Under maintenance a value is the instrument's, not the water's; past its calibration it is used with a remark. */
export function upkeepFinding({ maintenance, calibrationDue }: Upkeep, at: Instant): Finding {
  if (maintenance.some(({ from, to }) => at >= from && at < to)) return found('uncertain', 'maintenance')
  return calibrationDue !== undefined && at >= calibrationDue ? found('good', 'calibration-due') : NOTHING
}
