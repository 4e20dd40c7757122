import type { Detector } from '../../../model/detection.ts'
import type { Instant } from '../../../model/time.ts'
import type { LocalClock } from '../local-clock.ts'
import { medianOf } from '../robust.ts'
import { aboutAsset, NONE } from '../watch.ts'
import { type DayCounter, dayCounter } from './day-counter.ts'
import type { PumpGroup } from './pumps.ts'

interface EfficiencyState {
  readonly energy: DayCounter
  readonly volume: DayCounter
  day: number
  used: number | undefined
  moved: number | undefined
  /** Head the pumps gave, m: sum and number of readings of the open day. */
  lift: number
  lifts: number
  inlet: number
  /** Specific energy of closed days, oldest first. */
  readonly days: number[]
  start: Instant | undefined
  usual: number
}

export interface EfficiencySettings {
  /** Share above the usual that is too much. */
  rise: number
  /** Days in a row. */
  days: number
  /** Days from which the usual is known. */
  learn: number
  /** m³ that a day must have moved to say anything. */
  least: number
}

/** Days the usual is taken from at most. */
const MOST_DAYS = 28

/**
 * Pumps that need more energy than they used to for the same work: the specific energy of a day, kWh/m³, or
 * Wh/(m³·m) where inlet and outlet pressure tell the head (2.725 would be 100 %), stays above the median of the days
 * before. Worn impellers, a leaking non-return valve, a throttled pipe. Source: domain.md §4.5 (specific energy e and
 * e/H; alarm on a drop of efficiency of more than 10 % at the same duty).
 */
export function efficiencyDetector(
  group: PumpGroup,
  clock: LocalClock,
  { rise, days, learn, least }: EfficiencySettings,
): Detector<EfficiencyState> {
  const { energy, volume, inlet, outlet } = group
  const about = aboutAsset(energy!)
  const close = (state: EfficiencyState, at: Instant) => {
    const { used, moved, lift, lifts } = state
    state.used = state.moved = undefined
    const head = lifts > 0 ? lift / lifts : undefined
    state.lift = state.lifts = 0
    if (used === undefined || moved === undefined || moved < least || used <= 0) return NONE
    const specific = head !== undefined && head > 1 ? (1000 * used) / moved / head : used / moved
    const unit = head !== undefined && head > 1 ? 'Wh/(m3·m)' : 'kWh/m3'
    const before = state.start === undefined ? state.days : state.days.slice(0, -days)
    if (state.start === undefined)
      state.usual = medianOf(before.slice(0, Math.max(0, before.length - days + 1)))
    state.days.push(specific)
    if (state.days.length > MOST_DAYS) state.days.shift()
    if (state.days.length < learn + days) return NONE
    const last = state.days.slice(-days)
    const holds = last.every(one => one > state.usual * (1 + rise))
    const over = specific < state.usual * (1 + rise / 2)
    if (state.start === undefined ? !holds : !over) return NONE
    const start = state.start ?? at
    state.start = holds && state.start === undefined ? at : undefined
    const evidence = { specific, usual: state.usual, unit, more: specific / state.usual - 1, days }
    return [{ kind: 'pump-efficiency', ...about, start, at, active: state.start !== undefined, evidence }]
  }
  return {
    kind: 'pump-efficiency',
    get initial() {
      return {
        energy: dayCounter(clock),
        volume: dayCounter(clock),
        day: Number.NaN,
        used: undefined,
        moved: undefined,
        lift: 0,
        lifts: 0,
        inlet: 0,
        days: [],
        start: undefined,
        usual: Number.NaN,
      }
    },
    step: (state, { point, at, value }) => {
      if (value === null) return [state, NONE]
      if (point === inlet?.id) state.inlet = value
      if (point === outlet?.id) {
        state.lift += value - state.inlet
        state.lifts++
      }
      if (point !== energy!.id && point !== volume!.id) return [state, NONE]
      const ended = (point === energy!.id ? state.energy : state.volume).take(at, value)
      if (!ended) return [state, NONE]
      if (ended.day !== state.day) state.used = state.moved = undefined
      state.day = ended.day
      if (point === energy!.id) state.used = ended.counted
      else state.moved = ended.counted
      return [state, state.used === undefined || state.moved === undefined ? NONE : close(state, at)]
    },
  }
}
