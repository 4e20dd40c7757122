import type { Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import type { Reason } from '../../model/quality.ts'
import { milliseconds } from './duration.ts'
import { advance, CALM, type Delays, isCalm, type Spell } from './spell.ts'
import { aboutPoint, NONE, type PointDetector, watch } from './watch.ts'

/** Reasons that speak of an instrument. Links, flat lines and clocks have detectors of their own. */
const FAULTS: ReadonlySet<Reason> = new Set<Reason>([
  'device-failure',
  'sensor-failure',
  'sentinel',
  'out-of-range',
  'stuck-at-limit',
  'bad-register',
  'undecodable',
  'cross-check',
  'configuration',
])

interface FaultState {
  readonly spell: Spell
  readonly reason?: Reason
  readonly readings: number
}

/**
 * An instrument whose readings cannot be used, for longer than a moment: it says so itself, shows what is physically
 * impossible, stands at the end of its range or contradicts another. Bad data raises this and never a process alarm.
 * Source: domain.md §9 (last line), §8 INST-FAULT.
 */
export function instrumentFaultDetector(point: Point, delays: Delays): Detector<FaultState> {
  const about = aboutPoint(point)
  return {
    kind: 'instrument-fault',
    initial: { spell: CALM, readings: 0 },
    step: (before, { at, value, quality, reason }) => {
      // Without a value it only says that there is none; with one, that the analyser's cell stands still.
      const dry = reason === 'no-sample' && value !== null
      const faulty = quality !== 'good' && reason !== undefined && (dry || FAULTS.has(reason))
      if (!faulty && isCalm(before.spell)) return [before, NONE]
      // A reading that is bad for another reason tells neither way.
      const holds = faulty ? true : quality === 'good' ? false : undefined
      const spell = advance(before.spell, holds, at, delays)
      const why = faulty ? reason : before.reason
      const readings = isCalm(spell) ? 0 : before.readings + (faulty ? 1 : 0)
      const next: FaultState = { spell, readings, ...(why === undefined ? {} : { reason: why }) }
      const start = spell.start ?? before.spell.start
      const active = spell.start !== undefined
      if (start === undefined || active === (before.spell.start !== undefined)) return [next, NONE]
      const evidence = {
        reason: why ?? 'unspecified',
        readings,
        ...(value === null ? {} : { value, unit: point.unit }),
      }
      return [next, [{ kind: 'instrument-fault', ...about, start, at, active, evidence }]]
    },
  }
}

/** The fault detector of a measuring point; states have no instrument to doubt. */
export const instrumentFaultWatch: PointDetector = (point, { settings }) => {
  const rule = settings.of('instrument-fault', point)
  if (!rule || point.kind === 'state') return undefined
  const onDelay = milliseconds(rule.onDelay ?? '2 min')
  const offDelay = milliseconds(rule.offDelay ?? '5 min')
  return watch(instrumentFaultDetector(point, { onDelay, offDelay }), [point.id], true)
}
