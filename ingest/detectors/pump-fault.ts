import type { Detection, Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import { MINUTE } from '../../model/time.ts'
import { aboutAsset, NONE, type SiteDetector, watch } from './watch.ts'

interface PumpState {
  readonly running?: number
  readonly stoppedAt?: Instant
  readonly fault?: number
  readonly alarm?: number
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
  const faultPoint = points.find(point => point.quantity === 'fault') ?? points[0]!
  const say = (state: PumpState, start: Instant, at: Instant, active: boolean): Detection => {
    const code = state.alarm || undefined
    const tripped = state.stoppedAt !== undefined && Math.abs(state.stoppedAt - start) <= TRIP_WINDOW
    const evidence = {
      tripped,
      ...(code === undefined ? {} : { alarm: code, meaning: CODES[code] ?? 'unlisted' }),
    }
    return { kind: 'pump-fault', ...about, point: faultPoint.id, start, at, active, evidence }
  }
  return {
    kind: 'pump-fault',
    initial: {},
    step: (before, { point, at, value }) => {
      const what = quantity.get(point)
      if (value === null || what === undefined) return [before, NONE]
      const next =
        what === 'running'
          ? { ...before, running: value, ...(before.running && !value ? { stoppedAt: at } : {}) }
          : { ...before, [what]: value }
      const faulty = Boolean(next.fault) || Boolean(next.alarm)
      if (faulty && before.start === undefined) return [{ ...next, start: at }, [say(next, at, at, true)]]
      if (!faulty && before.start !== undefined) {
        const { start, ...rest } = next as PumpState & { start: Instant }
        return [rest, [say(next, start, at, false)]]
      }
      const learned = next.stoppedAt !== before.stoppedAt || next.alarm !== before.alarm
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
