import type { Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import { NONE, type SiteDetector, watch } from './watch.ts'

interface ClockState {
  readonly wrong: number
  readonly right: number
  readonly first: Instant
  readonly start?: Instant
}

/**
 * A device whose clock runs ahead of or behind ours: the quality engine marks its readings, this says so once a
 * device. Source: domain.md §7.7 (clock-skew guard). `received` minus `at` is how far it is off.
 */
export function clockDetector(device: string, sample: Point, readings: number): Detector<ClockState> {
  const about = {
    subject: device,
    asset: sample.asset,
    ...(sample.zone === undefined ? {} : { zone: sample.zone }),
  }
  return {
    kind: 'clock-wrong',
    initial: { wrong: 0, right: 0, first: 0 },
    step: (state, { at, received, reason }) => {
      const wrong = reason === 'clock-ahead' || reason === 'clock-behind'
      if (!wrong && state.wrong === 0) return [state, NONE]
      // Our own time of hearing it: a device clock that is wrong cannot tell when it became so.
      const heard = received ?? at
      const next: ClockState = wrong
        ? { ...state, wrong: state.wrong + 1, right: 0, first: state.wrong === 0 ? heard : state.first }
        : { ...state, right: state.right + 1 }
      const evidence = { ahead: at - heard, readings: next.wrong }
      if (wrong && state.start === undefined && next.wrong >= readings) {
        const raised = { kind: 'clock-wrong', ...about, start: next.first, at: heard, active: true, evidence }
        return [{ ...next, start: next.first }, [raised]]
      }
      if (next.right < readings) return [next, NONE]
      const calm = { wrong: 0, right: 0, first: 0 }
      if (state.start === undefined) return [calm, NONE]
      return [
        calm,
        [{ kind: 'clock-wrong', ...about, start: state.start, at: heard, active: false, evidence }],
      ]
    },
  }
}

/** One clock detector a device. */
export const clockWatches: SiteDetector = ({ points, sources, settings }) => {
  const byDevice = new Map<string, Point[]>()
  for (const point of points.values()) {
    const device = sources.of(point.id).device ?? point.asset
    const own = byDevice.get(device)
    if (own) own.push(point)
    else byDevice.set(device, [point])
  }
  return [...byDevice].flatMap(([device, own]) => {
    const readings = settings.of('clock-wrong', own[0]!)?.readings
    return readings === undefined
      ? []
      : [
          watch(
            clockDetector(device, own[0]!, readings),
            own.map(point => point.id),
            true,
          ),
        ]
  })
}
