import type { Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import { DAY, type Instant } from '../../model/time.ts'
import { milliseconds } from './duration.ts'
import { aboutPoint, NONE, type PointDetector, watch } from './watch.ts'

interface FlatState {
  readonly value: number
  readonly since: Instant
  readonly readings: number
  /** Longest this point has stood still and moved again by itself, ms; forgotten slowly. */
  readonly stillness: number
  readonly start?: Instant
}

export interface FlatSettings {
  /** ms without any movement. */
  span: number
  readings: number
  /** Standing at zero is rest. */
  zeroIsRest: boolean
}

/** A point that stands still often and moves again is quiet, not dead: it gets this much more than it ever took. */
const QUIET_FACTOR = 1.5
/** Not even a quiet instrument stands still for longer. */
const LONGEST = DAY

/**
 * A gauge whose value does not move at all for longer than its quantity allows, and for longer than it has ever
 * stood still before: a frozen instrument or transmitter. Not for states, counters and setpoints, nor for what
 * stands at zero because a pump rests or a pipe is still. Source: domain.md §9 (pressure 30 min, chlorine 2–4 h,
 * turbidity 1 h), §1.4 failure signatures.
 */
export function flatLineDetector(point: Point, settings: FlatSettings): Detector<FlatState> {
  const about = aboutPoint(point)
  return {
    kind: 'flat-line',
    initial: { value: Number.NaN, since: 0, readings: 0, stillness: 0 },
    step: (state, { at, value, quality, reason }) => {
      // The quality engine may have called it flat already; any other doubt says nothing about moving.
      if (value === null || (quality !== 'good' && reason !== 'flat-line')) return [state, NONE]
      if (value !== state.value) {
        const stillness = Math.min(LONGEST, Math.max(state.stillness * 0.9999, lasted(state, at)))
        const next: FlatState = { value, since: at, readings: 1, stillness }
        if (state.start === undefined) return [next, NONE]
        const evidence = { value, unit: point.unit, span: at - state.start }
        return [next, [{ kind: 'flat-line', ...about, start: state.start, at, active: false, evidence }]]
      }
      const next = { ...state, readings: state.readings + 1 }
      const resting = settings.zeroIsRest && Math.abs(value) < 1e-6
      const span = Math.max(settings.span, Math.min(LONGEST, QUIET_FACTOR * state.stillness))
      const flat = at - state.since >= span && next.readings >= settings.readings && !resting
      if (!flat || state.start !== undefined) return [next, NONE]
      const evidence = { value, unit: point.unit, span: at - state.since, readings: next.readings }
      const start = state.since
      return [{ ...next, start }, [{ kind: 'flat-line', ...about, start, at, active: true, evidence }]]
    },
  }
}

const lasted = ({ since, readings }: FlatState, at: Instant) => (readings > 1 ? at - since : 0)

/** The flat-line detector of a gauge that is meant to move. */
export const flatLineWatch: PointDetector = (point, { settings }) => {
  const rule = settings.of('flat-line', point)
  if (!rule?.span || point.kind !== 'gauge') return undefined
  const { span, readings = 10, zeroIsRest = false } = rule
  return watch(flatLineDetector(point, { span: milliseconds(span), readings, zeroIsRest }), [point.id], true)
}
