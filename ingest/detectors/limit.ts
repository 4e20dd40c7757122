import type { Detection, Detector } from '../../model/detection.ts'
import { limitKind } from '../../model/kinds.ts'
import type { Point } from '../../model/point.ts'
import type { Reading } from '../../model/reading.ts'
import type { Instant } from '../../model/time.ts'
import { type Limit, limitsOf } from './limits-of.ts'
import { advance, CALM, interrupted, isCalm, type Spell } from './spell.ts'
import { aboutPoint, NONE, type PointDetector, watch } from './watch.ts'

interface LimitState {
  readonly spells: readonly Spell[]
  readonly last: Instant
}

/**
 * LL / L / H / HH limits with deadband, on-delay and off-delay in device time. Source: domain.md §1.3 (regulatory
 * limit and operating band, never on one sample), §3.2 (deadbands), §8 (defaults). A break of more than three
 * periods restarts a pending delay: the condition was not seen to hold.
 */
export function limitDetector(point: Point, limits: readonly Limit[]): Detector<LimitState> {
  const idle: LimitState = { spells: limits.map(() => CALM), last: 0 }
  const quiet: [LimitState, Detection[]] = [idle, NONE]
  const floor = Math.max(...limits.filter(l => l.low).map(l => l.value), Number.NEGATIVE_INFINITY)
  const ceiling = Math.min(...limits.filter(l => !l.low).map(l => l.value), Number.POSITIVE_INFINITY)
  const about = aboutPoint(point)

  const judge = (state: LimitState, { at }: Reading, value: number): [LimitState, Detection[]] => {
    const broken = at - state.last > 3 * point.period && state !== idle
    const found: Detection[] = []
    const spells = limits.map((limit, i) => {
      const before = broken ? interrupted(state.spells[i]!) : state.spells[i]!
      const after = advance(before, holds(limit, value), at, limit)
      const start = after.start ?? before.start
      if ((after.start === undefined) !== (before.start === undefined) && start !== undefined) {
        const { level } = limit
        const evidence = { value, limit: limit.value, level, unit: point.unit, position: point.position }
        const active = after.start !== undefined
        found.push({ kind: limitKind(point.quantity, level), ...about, start, at, active, evidence })
      }
      return after
    })
    return spells.every(isCalm) ? [idle, found] : [{ spells, last: at }, found]
  }

  return {
    kind: 'limit',
    initial: idle,
    step: (state, reading) => {
      const { value } = reading
      if (value === null) return [state, NONE]
      return state === idle && value >= floor && value <= ceiling ? quiet : judge(state, reading, value)
    },
  }
}

/** True beyond the limit, false back inside by the deadband, undefined in between. */
function holds({ low, value: limit, deadband }: Limit, value: number): boolean | undefined {
  if (low ? value < limit : value > limit) return true
  return (low ? value >= limit + deadband : value <= limit - deadband) ? false : undefined
}

/** The limit detector of a point as its settings and its zone's minimum service pressure say. */
export const limitWatch: PointDetector = (point, { settings, zones }) => {
  const limits = limitsOf(point, settings, zones)
  return limits.length > 0 ? watch(limitDetector(point, limits), [point.id]) : undefined
}
