import { HOUR, type Instant } from '../../../model/time.ts'
import type { MeterRule } from './rule.ts'

interface ReverseState {
  /** What ran back and when it began, while it has not run forward as much again. */
  readonly since?: Instant
  readonly back: number
  readonly reverse?: Instant
}

/** Water that ran back longer ago than this is another story. */
const MEMORY = 24 * HOUR

/** A register that runs back by more than a trifle in all (`meter-reverse`). Source: domain.md §4.3 (reverse flow). */
export function reverseRule({ volume }: { volume: number }): MeterRule<ReverseState> {
  return {
    initial: { back: 0 },
    step: (state, { from, to, used }) => {
      if (used < 0) {
        const fresh = state.since === undefined || from - state.since > MEMORY
        const since = fresh ? from : state.since!
        const back = (fresh ? 0 : state.back) - used
        if (state.reverse !== undefined || back < volume) return [{ ...state, since, back }, undefined]
        const evidence = { volume: back, limit: volume }
        return [
          { since, back, reverse: since },
          { kind: 'meter-reverse', start: since, active: true, evidence },
        ]
      }
      if (state.reverse === undefined || used < volume) return [state, undefined]
      const evidence = { volume: state.back, hours: (to - state.reverse) / HOUR }
      return [{ back: 0 }, { kind: 'meter-reverse', start: state.reverse, active: false, evidence }]
    },
  }
}
