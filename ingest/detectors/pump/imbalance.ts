import type { Detector } from '../../../model/detection.ts'
import type { LocalClock } from '../local-clock.ts'
import { aboutAsset, NONE } from '../watch.ts'
import { type DayCounter, dayCounter } from './day-counter.ts'
import type { Pump } from './pumps.ts'

interface ImbalanceState {
  readonly counters: Map<string, DayCounter>
  /** Hours of the last days, newest last, by pump. */
  readonly days: Map<string, { day: number; hours: number }[]>
  start: number | undefined
}

export interface ImbalanceSettings {
  /** Share by which the least used pump may stay behind the most used. */
  share: number
  /** Local days that are compared. */
  days: number
  /** Hours that all must have run together in that time. */
  hours: number
}

/**
 * Pumps that should take turns and do not: over a week the one that ran least stays far behind the one that ran most.
 * Source: domain.md §4.5 (runtime imbalance between duty and standby over 20–30 %: the rotation is not working).
 */
export function imbalanceDetector(
  pumps: readonly Pump[],
  clock: LocalClock,
  { share, days, hours }: ImbalanceSettings,
): Detector<ImbalanceState> {
  const nameOf = new Map(pumps.map(({ id, runtime }) => [runtime!.id, id]))
  const about = aboutAsset(pumps[0]!.running)
  return {
    kind: 'pump-imbalance',
    get initial() {
      const counters = new Map(pumps.map(({ runtime }) => [runtime!.id, dayCounter(clock)]))
      return { counters, days: new Map(pumps.map(({ id }) => [id, []])), start: undefined }
    },
    step: (state, { point, at, value }) => {
      const ended = value === null ? undefined : state.counters.get(point)?.take(at, value)
      if (!ended) return [state, NONE]
      const own = state.days.get(nameOf.get(point)!)!
      own.push({ day: ended.day, hours: ended.counted })
      while (own[0] && own[0].day <= ended.day - days) own.shift()
      const all = [...state.days]
      // Judged once all have closed the day, and only over days that all know.
      if (all.some(([, list]) => list.at(-1)?.day !== ended.day || list.length < days)) return [state, NONE]
      const sums = all.map(([id, list]) => ({ id, hours: list.reduce((sum, one) => sum + one.hours, 0) }))
      const most = sums.reduce((a, b) => (b.hours > a.hours ? b : a))
      const least = sums.reduce((a, b) => (b.hours < a.hours ? b : a))
      const behind = most.hours === 0 ? 0 : 1 - least.hours / most.hours
      const total = sums.reduce((sum, one) => sum + one.hours, 0)
      const holds = total >= hours && behind > share
      const over = behind < 0.7 * share
      const start = state.start ?? at
      if (state.start === undefined ? !holds : !over) return [state, NONE]
      state.start = holds ? at : undefined
      const evidence = {
        behind,
        limit: share,
        days,
        most: most.id,
        mostHours: most.hours,
        least: least.id,
        leastHours: least.hours,
      }
      return [state, [{ kind: 'pump-imbalance', ...about, start, at, active: holds, evidence }]]
    },
  }
}
