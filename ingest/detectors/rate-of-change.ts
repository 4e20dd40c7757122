import type { Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import { milliseconds } from './duration.ts'
import { advance, CALM, type Spell } from './spell.ts'
import { aboutPoint, NONE, type PointDetector, watch } from './watch.ts'

interface RateSettings {
  /** SI change that is too much … */
  change: number
  /** … within this time, ms. */
  within: number
  offDelay: number
}
interface RateState {
  readonly spell: Spell
  /** Newest first; not older than `within`, at most 8, thinned evenly in time. */
  readonly past: readonly { at: Instant; value: number }[]
}

/**
 * A gauge that moves faster than water, tanks or chemistry can. Two readings in a row must stand away from the
 * past, so a lone spike is left to the quality engine. Source: domain.md §4.2 "threshold + rate", §9 rate limits.
 */
export function rateDetector(point: Point, { change, within, offDelay }: RateSettings): Detector<RateState> {
  const about = aboutPoint(point)
  const gap = within / 8
  return {
    kind: 'rate-of-change',
    initial: { spell: CALM, past: [] },
    step: (state, { at, value }) => {
      if (value === null) return [state, NONE]
      const past = state.past.filter(old => at - old.at <= within)
      // The middle one of the oldest three: a lone spike in the past is no past.
      const [a, b, c] = past.slice(-3).map(old => old.value)
      const before = c !== undefined ? Math.max(Math.min(a!, b!), Math.min(Math.max(a!, b!), c)) : (b ?? a)
      const furthest = before === undefined ? 0 : value - before
      const spell = advance(state.spell, Math.abs(furthest) >= change, at, { onDelay: 1, offDelay })
      const keep =
        past[0] === undefined || at - past[0].at >= gap ? [{ at, value }, ...past].slice(0, 9) : past
      const next = { spell, past: keep }
      const start = spell.start ?? state.spell.start
      if (start === undefined || (spell.start === undefined) === (state.spell.start === undefined))
        return [next, NONE]
      const evidence = { value, change: furthest, limit: change, within, unit: point.unit }
      return [
        next,
        [{ kind: 'rate-of-change', ...about, start, at, active: spell.start !== undefined, evidence }],
      ]
    },
  }
}

/** The rate detector of a gauge that has a limit of change. */
export const rateWatch: PointDetector = (point, { settings }) => {
  const rule = settings.of('rate-of-change', point)
  if (rule?.change === undefined || point.kind !== 'gauge') return undefined
  // A slow instrument needs at least two readings in the window to say anything.
  const within = Math.max(milliseconds(rule.within ?? '5 min'), 2 * point.period)
  const offDelay = milliseconds(rule.offDelay ?? '10 min')
  return watch(rateDetector(point, { change: rule.change, within, offDelay }), [point.id])
}
