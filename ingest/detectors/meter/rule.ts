import type { Evidence } from '../../../model/detection.ts'
import type { Instant } from '../../../model/time.ts'
import type { MeterStep } from './meter-step.ts'

/** A change of one condition of a meter. */
export interface MeterChange {
  kind: string
  start: Instant
  active: boolean
  evidence: Evidence
}

/** One rule over the steps of a meter: a pure reducer. */
export interface MeterRule<S> {
  initial: S
  step(state: S, step: MeterStep): [S, MeterChange | undefined]
}
