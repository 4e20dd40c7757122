import { LIMIT_LEVELS, limitKind } from '../../model/kinds.ts'
import type { Point } from '../../model/point.ts'
import { flatLineWatch } from './flat-line.ts'
import { limitWatch } from './limit.ts'
import { rateWatch } from './rate-of-change.ts'
import type { DetectorSettings } from './settings.ts'
import type { Section } from './settings-schema.ts'
import type { PointDetector } from './watch.ts'

interface Replaceable {
  detector: PointDetector
  /** What the detector says of the point. */
  kinds(point: Point): readonly string[]
}

/**
 * Detectors that know nothing of the past but a pending delay: with other parameters they are simply put anew. The
 * others have learned for days what is usual, and begin with other parameters at the next start.
 */
export const REPLACEABLE: Partial<Record<Section, Replaceable>> = {
  limit: {
    detector: limitWatch,
    kinds: ({ quantity }) => LIMIT_LEVELS.map(level => limitKind(quantity, level)),
  },
  'rate-of-change': { detector: rateWatch, kinds: () => ['rate-of-change'] },
  'flat-line': { detector: flatLineWatch, kinds: () => ['flat-line'] },
}

/** Whether a section's parameters for a point differ between two sets of settings. */
export function differs(section: Section, point: Point, a: DetectorSettings, b: DetectorSettings): boolean {
  const of = (settings: DetectorSettings) =>
    JSON.stringify([
      settings.of(section, point),
      section === 'limit' && settings.own?.('limit', point)?.low?.value,
    ])
  return of(a) !== of(b)
}
