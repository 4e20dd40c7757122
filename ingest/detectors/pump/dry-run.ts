import type { Detector } from '../../../model/detection.ts'
import type { Instant } from '../../../model/time.ts'
import { advance, CALM, type Delays, type Spell } from '../spell.ts'
import { aboutAsset, NONE } from '../watch.ts'
import type { Pump, PumpGroup } from './pumps.ts'

interface DryState {
  /** Newest values by point id. */
  readonly values: Map<string, number>
  /** Usual load at full speed while it runs, kW or A, and of how many readings it is known. */
  usual: number
  known: number
  /** Highest flow seen, forgotten slowly, m³/h. */
  most: number
  spell: Spell
}

export interface DrySettings extends Delays {
  /** Share of its usual load under which a running pump moves no water. */
  load: number
  /** m of pressure at the inlet under which there is none to pump. */
  inlet: number
  /** Share of the level gauge's range that counts as empty. */
  empty: number
}

/** Readings after which the usual load is known. */
const LEARNED = 60
const FULL_SPEED = 50

/**
 * A pump that runs without water: its load, at the speed it has, falls under half of what it usually is and no water
 * moves; or there is nothing left at its inlet or in its tank and the load is not that of a pump at work. Flow alone
 * says nothing, because a variable-speed pump idles at night. Load is compared at the same speed by the affinity law
 * P ∝ n³. Source: domain.md §4.5 (dry run: running and flow ≈ 0, or current or power under 50–60 % of normal, or
 * inlet pressure or level low, for more than 10 s).
 */
export function dryRunDetector(pump: Pump, group: PumpGroup, settings: DrySettings): Detector<DryState> {
  const about = { ...aboutAsset(pump.running), subject: pump.id, point: pump.running.id }
  const load = pump.power ?? pump.current
  const { flow, frequency, inlet, level } = group
  return {
    kind: 'pump-dry-run',
    get initial() {
      return { values: new Map(), usual: Number.NaN, known: 0, most: 0, spell: CALM }
    },
    step: (state, { point, at, value }) => {
      if (value === null) return [state, NONE]
      state.values.set(point, value)
      const of = (what: { id: string } | undefined) =>
        what === undefined ? undefined : state.values.get(what.id)
      const runs = (of(pump.running) ?? 0) >= 0.5
      const now = runs ? atFullSpeed(of(load), of(frequency)) : undefined
      const moved = of(flow)
      if (point === flow?.id && runs) state.most = Math.max(value, state.most * 0.9999)
      const share = now === undefined || state.known < LEARNED ? undefined : now / state.usual
      const still = moved !== undefined && moved <= 0.02 * state.most
      const low = of(inlet)
      const left = of(level)
      const empty =
        (low !== undefined && low < settings.inlet) ||
        (left !== undefined && left < level!.range[0] + settings.empty * (level!.range[1] - level!.range[0]))
      const dry =
        runs && (share === undefined ? empty : share < settings.load ? still || empty : empty && share < 0.8)
      if (point === load?.id && now !== undefined && !dry && !still) {
        state.usual =
          state.known === 0 ? now : state.usual + (now - state.usual) * Math.max(0.01, 1 / (state.known + 1))
        state.known++
      }
      const before = state.spell
      state.spell = advance(before, dry, at, settings)
      const start: Instant | undefined = state.spell.start ?? before.start
      if (start === undefined || (state.spell.start === undefined) === (before.start === undefined))
        return [state, NONE]
      const evidence = {
        ...(share === undefined ? {} : { load: share }),
        ...(moved === undefined ? {} : { flow: moved }),
        ...(low === undefined ? {} : { inlet: low }),
        ...(left === undefined ? {} : { tank: left }),
      }
      return [
        state,
        [{ kind: 'pump-dry-run', ...about, start, at, active: state.spell.start !== undefined, evidence }],
      ]
    },
  }
}

function atFullSpeed(load: number | undefined, frequency: number | undefined): number | undefined {
  if (load === undefined || frequency === undefined) return load
  return frequency < 5 ? undefined : load / (frequency / FULL_SPEED) ** 3
}
