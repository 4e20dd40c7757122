import type { LiveValue } from '../model/live.ts'
import type { Point } from '../model/point.ts'
import { NOTHING_KNOWN, type ReplayChunk } from '../model/replay-chunk.ts'
import type { Instant } from '../model/time.ts'
import type { Steps } from './history/history.ts'

/** A value stands for this many of its periods; after that nothing is known. */
const STANDS = 3

/**
 * A chunk of the past: at each step each point's last value, as long as it is not too old to stand.
 * @param before the states at the chunk's beginning
 */
export function replayChunk(
  points: readonly Point[],
  before: readonly LiveValue[],
  steps: Steps,
  from: Instant,
  step: number,
  count: number,
): ReplayChunk {
  const values = new Float64Array(points.length * count).fill(Number.NaN)
  const codes = new Uint8Array(values.length).fill(NOTHING_KNOWN)
  const rowOf = new Map(points.map(({ id }, row) => [id, row]))
  for (let i = 0; i < steps.length; i++) {
    const row = rowOf.get(steps.names[steps.point[i]!]!)
    const column = Math.round((steps.at[i]! - from) / step)
    if (row === undefined || column < 0 || column >= count) continue
    values[row * count + column] = steps.value[i]!
    codes[row * count + column] = steps.quality[i]!
  }
  const states = new Map(before.map(state => [state[0], state]))
  for (const [row, { id, period }] of points.entries()) {
    const state = states.get(id)
    let value = state?.[2] ?? Number.NaN
    let code = state?.[3] ?? NOTHING_KNOWN
    let at = state?.[1] ?? Number.NEGATIVE_INFINITY
    for (let column = 0; column < count; column++) {
      const cell = row * count + column
      const end = from + (column + 1) * step
      if (codes[cell] !== NOTHING_KNOWN) {
        value = values[cell]!
        code = codes[cell]!
        at = end
      } else if (end - at <= STANDS * period) {
        values[cell] = value
        codes[cell] = code
      }
    }
  }
  return { from, step, steps: count, points: points.map(({ id }) => id), values, codes }
}
