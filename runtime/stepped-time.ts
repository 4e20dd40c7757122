import type { Instant } from '../model/time.ts'
import { type Cancel, series, type TimeSource } from './time.ts'

interface Timer {
  at: Instant
  order: number
  task: () => unknown
}

/** Time that moves only when told to: for tests, scenarios and replays in device time. */
export interface SteppedTime extends TimeSource {
  /**
   * Moves on by `ms`, running every timer that falls due in order. Each timer's task is awaited before time moves
   * on, except for the part of it that sleeps.
   */
  advance(ms: number): Promise<void>
  /** Moves on to `instant`; an instant in the past leaves time where it is. */
  advanceTo(instant: Instant): Promise<void>
  /** Timers that are set. */
  readonly pending: number
}

/** A time source that stands at `start` until it is advanced. */
export function steppedTime(start: Instant): SteppedTime {
  let now = start
  let order = 0
  const timers = new Set<Timer>()
  const running = new Set<Promise<unknown>>()
  let sleepers = 0
  let changed: () => void = () => {}

  const at = (instant: Instant, task: () => unknown): Cancel => {
    const timer = { at: Math.max(instant, now), order: order++, task }
    timers.add(timer)
    return () => void timers.delete(timer)
  }

  const next = () => {
    let first: Timer | undefined
    for (const timer of timers) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer
    }
    return first
  }

  /** Until every task has ended or waits for time to move on. */
  const quiet = async () => {
    while (running.size > sleepers) await new Promise<void>(resolve => (changed = resolve))
  }

  const run = (task: () => unknown) => {
    const done = Promise.resolve()
      .then(task)
      .catch(() => {})
      .finally(() => {
        running.delete(done)
        changed()
      })
    running.add(done)
  }

  const sleep = (ms: number) => {
    sleepers++
    changed()
    return new Promise<void>(resolve => {
      at(now + ms, () => {
        sleepers--
        resolve()
      })
    })
  }

  const advanceTo = async (instant: Instant) => {
    await quiet()
    for (let timer = next(); timer && timer.at <= instant; timer = next()) {
      timers.delete(timer)
      now = timer.at
      run(timer.task)
      await quiet()
      // Whatever the task left on the microtask queue belongs to this instant.
      await new Promise(resolve => setImmediate(resolve))
    }
    now = Math.max(now, instant)
  }

  return {
    speed: 1,
    now: () => now,
    at,
    every: series({ now: () => now, at }),
    sleep,
    advance: ms => advanceTo(now + ms),
    advanceTo,
    get pending() {
      return timers.size
    },
  }
}
