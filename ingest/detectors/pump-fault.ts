import type { Detection, Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import { MINUTE } from '../../model/time.ts'
import { aboutAsset, NONE, type SiteDetector, watch } from './watch.ts'

interface PumpState {
  /** Newest values by point: a station has several pumps, each with its own contacts. */
  readonly values: ReadonlyMap<string, number>
  readonly stoppedAt?: Instant
  readonly start?: Instant
}

/** Grundfos alarm codes, used as the common vocabulary (domain.md §4.5). */
const CODES: Readonly<Record<number, string>> = {
  2: 'missing-phase',
  30: 'change-bearings',
  32: 'overvoltage',
  40: 'undervoltage',
  48: 'overload',
  51: 'blocked',
  56: 'underload',
  57: 'dry-running',
  65: 'motor-temperature-high',
  88: 'sensor-fault',
  89: 'sensor-fault',
  148: 'bearing-temperature-high',
  149: 'bearing-temperature-high',
  209: 'non-return-valve',
  215: 'pressure-build-up-timeout',
  240: 'lubricate-bearings',
}

/** A trip is a stop that comes together with the fault. */
const TRIP_WINDOW = 2 * MINUTE

/**
 * A pump whose drive reports a fault or an alarm code; `tripped` when it stopped with it. It lasts until the fault
 * and the code are gone. Source: domain.md §4.5 (alarm codes), §8 PMP-FLT.
 */
export function pumpFaultDetector(points: readonly Point[]): Detector<PumpState> {
  const quantity = new Map(points.map(point => [point.id, point.quantity]))
  const about = aboutAsset(points[0]!)
  const faults = points.filter(point => point.quantity === 'fault')
  const alarms = points.filter(point => point.quantity === 'alarm')
  const first = (of: readonly Point[], { values }: PumpState) =>
    of.find(point => Boolean(values.get(point.id)))
  const say = (state: PumpState, start: Instant, at: Instant, active: boolean): Detection => {
    const alarm = first(alarms, state)
    const code = alarm && state.values.get(alarm.id)
    const faulty = first(faults, state)
    const tripped = state.stoppedAt !== undefined && Math.abs(state.stoppedAt - start) <= TRIP_WINDOW
    const evidence = {
      tripped,
      ...(code === undefined ? {} : { alarm: code, meaning: CODES[code] ?? 'unlisted' }),
      // Which of several it is.
      ...(faulty && faults.length > 1 ? { pump: faulty.id.slice(0, faulty.id.lastIndexOf('.')) } : {}),
    }
    const point = (faulty ?? faults[0] ?? points[0]!).id
    return { kind: 'pump-fault', ...about, point, start, at, active, evidence }
  }
  return {
    kind: 'pump-fault',
    initial: { values: new Map() },
    step: (before, { point, at, value }) => {
      const what = quantity.get(point)
      if (value === null || what === undefined || before.values.get(point) === value) return [before, NONE]
      const stopped = what === 'running' && Boolean(before.values.get(point)) && !value
      const values = new Map(before.values).set(point, value)
      const next: PumpState = { ...before, values, ...(stopped ? { stoppedAt: at } : {}) }
      const faulty = first([...faults, ...alarms], next) !== undefined
      if (faulty && before.start === undefined) return [{ ...next, start: at }, [say(next, at, at, true)]]
      if (!faulty && before.start !== undefined) {
        const { start, ...rest } = next as PumpState & { start: Instant }
        return [rest, [say(before, start, at, false)]]
      }
      const learned = stopped || what === 'alarm' || (what === 'fault' && Boolean(value))
      return [next, faulty && learned ? [say(next, next.start!, at, true)] : NONE]
    },
  }
}

/** One fault detector for each asset that runs and can report a fault. */
export const pumpFaultWatches: SiteDetector = ({ points }) => {
  const byAsset = new Map<string, Point[]>()
  for (const point of points.values()) {
    if (!['running', 'fault', 'alarm'].includes(point.quantity)) continue
    byAsset.set(point.asset, [...(byAsset.get(point.asset) ?? []), point])
  }
  return [...byAsset.values()]
    .filter(own => own.some(p => p.quantity !== 'running') && own.some(p => p.quantity !== 'alarm'))
    .map(own =>
      watch(
        pumpFaultDetector(own),
        own.map(point => point.id),
      ),
    )
}
