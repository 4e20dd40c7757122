import type { History } from '../../ingest/history/history.ts'
import { type Rows, rowsFor } from '../../ingest/rows.ts'
import { DAY, type Instant } from '../../model/time.ts'

const MOST_ROWS = 480_000
/** ms between measuring and receiving. */
const UNDER_WAY = 500

/** Readings of all points every `step` ms, in the order of time, as blocks. */
export function* blocks(
  names: readonly string[],
  from: Instant,
  to: Instant,
  step: number,
  valueAt: (point: number, turn: number, at: Instant) => number,
): Generator<Rows> {
  const turns = Math.max(1, Math.floor(MOST_ROWS / names.length))
  for (let at = from; at < to; ) {
    const until = Math.min(to, at + turns * step)
    const rows = rowsFor(Math.ceil((until - at) / step) * names.length)
    rows.names = [...names]
    for (; at < until; at += step) {
      const turn = Math.round((at - from) / step)
      for (let p = 0; p < names.length; p++) {
        const i = rows.length++
        rows.point[i] = p
        rows.at[i] = at
        rows.value[i] = valueAt(p, turn, at)
        rows.received[i] = at + UNDER_WAY
      }
    }
    yield rows
  }
}

/** Fills a history as time would have: each day is sealed when it is over. */
export async function fill(
  history: History,
  names: readonly string[],
  { from, to, step, every = DAY }: { from: Instant; to: Instant; step: number; every?: number },
  valueAt: (point: number, turn: number, at: Instant) => number,
): Promise<number> {
  let rows = 0
  for (let at = from; at < to; ) {
    const until = Math.min(to, (Math.floor(at / every) + 1) * every)
    let writing: Promise<unknown> = Promise.resolve()
    for (const block of blocks(names, at, until, step, valueAt)) {
      rows += block.length
      await writing
      writing = history.append(block, 0)
    }
    await writing
    at = until
    await history.maintain(at)
  }
  return rows
}

/** A pressure of a town: a day's course, each point its own height, and some noise. */
export function townPressure(point: number, turn: number, at: Instant): number {
  const day = Math.sin((at / DAY) * 2 * Math.PI)
  return 28 + (point % 40) / 10 + 2 * day + ((point * 31 + turn * 7919) % 101) / 200
}
