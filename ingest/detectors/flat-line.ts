import type { Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import { milliseconds } from './duration.ts'
import { aboutPoint, NONE, type PointDetector, watch } from './watch.ts'

interface FlatState {
  value: number
  since: Instant
  readings: number
  start?: Instant
}

/**
 * A gauge whose value does not move at all for longer than its quantity allows: a frozen instrument or transmitter.
 * Not for states, counters and setpoints, nor for what stands at zero because a pump rests or a pipe is still.
 * Source: domain.md §9 (pressure 30 min, chlorine 2–4 h, turbidity 1 h), §1.4 failure signatures.
 */
export function flatLineDetector(
  point: Point,
  settings: { span: number; readings: number; zeroIsRest: boolean },
): Detector<FlatState> {
  const about = aboutPoint(point)
  return {
    kind: 'flat-line',
    initial: { value: Number.NaN, since: 0, readings: 0 },
    step: (state, { at, value, quality, reason }) => {
      // The quality engine may have called it flat already; any other doubt says nothing about moving.
      if (value === null || (quality !== 'good' && reason !== 'flat-line')) return [state, NONE]
      if (value !== state.value) {
        const next: FlatState = { value, since: at, readings: 1 }
        if (state.start === undefined) return [next, NONE]
        const evidence = { value, unit: point.unit, span: at - state.start }
        return [next, [{ kind: 'flat-line', ...about, start: state.start, at, active: false, evidence }]]
      }
      const next = { ...state, readings: state.readings + 1 }
      const resting = settings.zeroIsRest && Math.abs(value) < 1e-6
      const flat = at - state.since >= settings.span && next.readings >= settings.readings && !resting
      if (!flat || state.start !== undefined) return [next, NONE]
      const evidence = { value, unit: point.unit, span: at - state.since, readings: next.readings }
      const start = state.since
      return [{ ...next, start }, [{ kind: 'flat-line', ...about, start, at, active: true, evidence }]]
    },
  }
}

/** The flat-line detector of a gauge that is meant to move. */
export const flatLineWatch: PointDetector = (point, { settings }) => {
  const rule = settings.of('flat-line', point)
  if (!rule?.span || point.kind !== 'gauge') return undefined
  const { span, readings = 10, zeroIsRest = false } = rule
  return watch(flatLineDetector(point, { span: milliseconds(span), readings, zeroIsRest }), [point.id], true)
}
