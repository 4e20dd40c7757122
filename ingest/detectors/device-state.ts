import type { Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import type { Quantity } from '../../model/quantity.ts'
import { milliseconds } from './duration.ts'
import { advance, CALM, type Delays, type Spell } from './spell.ts'
import { aboutAsset, NONE, type PointDetector, watch } from './watch.ts'

const KIND: Partial<Record<Quantity, string>> = {
  'mains-power': 'mains-failure',
  flooding: 'flooding',
  door: 'door-open',
  tamper: 'meter-tamper',
}

/**
 * A contact that stands in its abnormal position: mains lost, floor wet, door open, meter tampered with. Subject is the asset it
 * belongs to. Source: domain.md §2.4 (station points), §8 STN-POWER, STN-FLOOD, STN-DOOR, MTR-TAMPER.
 */
export function stateDetector(
  point: Point,
  kind: string,
  abnormal: readonly number[],
  delays: Delays,
): Detector<Spell> {
  const about = aboutAsset(point)
  return {
    kind,
    initial: CALM,
    step: (before, { at, value }) => {
      if (value === null) return [before, NONE]
      const after = advance(before, abnormal.includes(value), at, delays)
      const start = after.start ?? before.start
      if (start === undefined || (after.start === undefined) === (before.start === undefined))
        return [after, NONE]
      const active = after.start !== undefined
      return [after, [{ kind, ...about, point: point.id, start, at, active, evidence: { value } }]]
    },
  }
}

/** The detector of a contact, where it has an abnormal position. */
export const stateWatch: PointDetector = (point, { settings }) => {
  const kind = KIND[point.quantity]
  const rule = kind === undefined ? undefined : settings.of('device-state', point)
  if (kind === undefined || !rule?.abnormal) return undefined
  const onDelay = milliseconds(rule.onDelay ?? '0 s')
  const offDelay = milliseconds(rule.offDelay ?? '0 s')
  return watch(stateDetector(point, kind, rule.abnormal, { onDelay, offDelay }), [point.id])
}
