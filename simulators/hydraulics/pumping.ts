import { speedFor } from '../town/inp.ts'
import type { PumpControl } from './model.ts'

/** What a group's controller sees. */
export interface PumpView {
  /** Flow through the whole group, m³/h. */
  flow: number
  /** Head before the pumps and pressure there, m. */
  suctionHead: number
  suctionPressure: number
}

export interface PumpState {
  power: boolean
  available: boolean[]
  /** Pumps that run, the longest resting first to start. */
  running: number[]
  speed: number
  stoppedDry: boolean
}

export const resting = (pumps: number): PumpState => ({
  power: true,
  available: Array.from({ length: pumps }, () => true),
  running: [0],
  speed: 0.8,
  stoppedDry: false,
})

const FULL = 0.985
/** Fewer pumps take over only when they would not be near full speed at once. */
const RELAXED = 0.9
const SLOWEST = 0.35
/** Pressure that must come back above the dry limit before pumps start again, m. */
const RECOVERY = 3

/** One turn of a group's pressure controller: how many pumps, how fast. Changes `state`. */
export function control(group: PumpControl, state: PumpState, view: PumpView): void {
  if (group.dry !== undefined) {
    if (view.suctionPressure < group.dry) state.stoppedDry = true
    else if (view.suctionPressure > group.dry + (group.dry < 1 ? 0.3 : RECOVERY)) state.stoppedDry = false
  }
  const able = state.available.flatMap((ok, n) => (ok ? [n] : []))
  if (!state.power || state.stoppedDry || able.length === 0) {
    state.running = []
    state.speed = 0
    return
  }
  state.running = state.running.filter(n => state.available[n])
  if (state.running.length === 0) state.running = [able[0]!]
  const lift = Math.max(1, group.hold - view.suctionHead)
  const needed = (pumps: number) => speedFor(group, lift, Math.max(0, view.flow) / pumps)
  const spare = able.find(n => !state.running.includes(n))
  if (needed(state.running.length) > FULL && spare !== undefined) state.running.push(spare)
  else if (state.running.length > 1 && needed(state.running.length - 1) < RELAXED) state.running.shift()
  state.speed = Math.min(1, Math.max(SLOWEST, needed(state.running.length)))
}
