import type { Instant } from '../model/time.ts'

/** Stops a timer; harmless afterwards. */
export type Cancel = () => void

/**
 * Where `now` comes from. Services never ask the system clock or set timers of their own, so that a town can live
 * faster than time and a test can step through a night. I/O time-outs are the exception: a silent socket is silent
 * in real time.
 */
export interface TimeSource {
  now(): Instant
  /** Simulated seconds a real second; 1 is real time. */
  readonly speed: number
  /** Runs `task` once at `at` (or at once when that is past). */
  at(at: Instant, task: () => unknown): Cancel
  /**
   * Runs `task` on the grid `phase + n × period`. A task still running when its next turn comes skips that turn.
   * A task that throws does not end the series: `onError` hears of it.
   */
  every(
    period: number,
    task: () => unknown,
    options?: { phase?: number; onError?: (error: unknown) => void },
  ): Cancel
  sleep(ms: number): Promise<void>
}

interface Timers {
  now(): Instant
  at(at: Instant, task: () => unknown): Cancel
}

/** `every` for any time source that has `now` and `at`. */
export function series(timers: Timers): TimeSource['every'] {
  return (period, task, { phase = 0, onError = () => {} } = {}) => {
    let stopped = false
    let busy = false
    let cancel: Cancel = () => {}
    const turn = async () => {
      arm()
      if (busy) return
      busy = true
      try {
        await task()
      } catch (error) {
        onError(error)
      } finally {
        busy = false
      }
    }
    const arm = () => {
      const now = timers.now()
      const next = phase + (Math.floor((now - phase) / period) + 1) * period
      if (!stopped) cancel = timers.at(next, turn)
    }
    arm()
    return () => {
      stopped = true
      cancel()
    }
  }
}

/**
 * Time that follows the machine's clock, `speed` times as fast, beginning at `start`.
 * @param start Simulated instant that stands for the real present; the machine's own time when left out.
 */
export function runningTime(speed = 1, start?: Instant): TimeSource {
  const origin = Date.now()
  const offset = start ?? origin
  const monotonic = performance.now()
  // Real time must follow a corrected system clock; simulated time must not jump with one.
  const now =
    speed === 1 && start === undefined
      ? () => Date.now()
      : () => offset + Math.floor((performance.now() - monotonic) * speed)
  const at = (instant: Instant, task: () => unknown): Cancel => {
    let handle: NodeJS.Timeout
    const wait = () => {
      const left = (instant - now()) / speed
      // setTimeout overflows at 2^31 ms
      handle =
        left > 2_000_000_000
          ? setTimeout(wait, 2_000_000_000)
          : setTimeout(fire, Math.max(0, Math.ceil(left)))
    }
    // setTimeout may come a little early. A clock that was set back far must not make a timer of ten seconds wait
    // for an hour.
    const fire = () => {
      const left = instant - now()
      if (left > 0 && left <= 1_000 * speed) wait()
      else task()
    }
    wait()
    return () => clearTimeout(handle)
  }
  return {
    speed,
    now,
    at,
    every: series({ now, at }),
    sleep: ms => new Promise(resolve => at(now() + ms, () => resolve())),
  }
}
