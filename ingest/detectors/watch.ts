import type { Detection, Detector } from '../../model/detection.ts'
import type { Asset, Network, Zone } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import type { Reading } from '../../model/reading.ts'
import type { Instant } from '../../model/time.ts'
import { type Kept, loadedState, savedState } from './kept.ts'
import type { LocalClock } from './local-clock.ts'
import type { DetectorSettings } from './settings.ts'
import type { Sources } from './sources.ts'

/** What the detectors of a site are built from. */
export interface Context {
  siteId: string
  network: Network
  points: ReadonlyMap<string, Point>
  zones: ReadonlyMap<string, Zone>
  assets: ReadonlyMap<string, Asset>
  settings: DetectorSettings
  clock: LocalClock
  sources: Sources
}

/** No detections; shared, so that an uneventful reading allocates nothing for it. */
export const NONE: Detection[] = []

/** What a detector remembers of some of its points. */
export interface Memory extends Kept {
  readonly points: readonly string[]
}

/** A detector at work on some points. */
export interface Watch {
  readonly points: readonly string[]
  /** Also sees readings that are not good: it is about the instrument or judges quality itself. */
  readonly raw: boolean
  /** Takes readings up to this old (ms) as current: a meter that uploads once a day speaks of yesterday. */
  readonly patience?: number
  /** What it remembers: of all its points together, or in parts that are judged apart. */
  readonly memory: readonly Memory[]
  step(reading: Reading): readonly Detection[]
  tick?(now: Instant): readonly Detection[]
}

/**
 * Puts a detector to work. The state it hands back replaces the one it was given, which nobody else keeps.
 * @param parts its memory in parts, of a detector whose state stays the same object
 */
export function watch<S>(
  detector: Detector<S>,
  points: readonly string[],
  raw = false,
  parts?: (state: S) => readonly Memory[],
): Watch {
  let state = detector.initial
  const whole: Memory = {
    points,
    save: () => savedState(state),
    load: saved => {
      state = loadedState(state, saved)
    },
  }
  const { tick } = detector
  return {
    points,
    raw,
    memory: parts ? parts(state) : [whole],
    step: reading => {
      const [next, found] = detector.step(state, reading)
      state = next
      return found
    },
    ...(tick && {
      tick: (now: Instant) => {
        const [next, found] = tick(state, now)
        state = next
        return found
      },
    }),
  }
}

/** Builds the watches of one point, or of all of a site. */
export type PointDetector = (point: Point, context: Context) => Watch | undefined
export type SiteDetector = (context: Context) => Watch[]

/** The fields that say which point a detection is about. */
export function aboutPoint({
  id,
  asset,
  zone,
}: Point): Pick<Detection, 'subject' | 'point' | 'asset' | 'zone'> {
  return { subject: id, point: id, asset, ...(zone === undefined ? {} : { zone }) }
}

/** The fields that say which asset a detection is about. */
export function aboutAsset({ asset, zone }: Point): Pick<Detection, 'subject' | 'asset' | 'zone'> {
  return { subject: asset, asset, ...(zone === undefined ? {} : { zone }) }
}
