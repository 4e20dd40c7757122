import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MINUTE, SECOND } from '../../model/time.ts'
import { atMostEvery, type Logger } from '../../runtime/log.ts'
import { runningTime, type TimeSource } from '../../runtime/time.ts'

const SAVED_EVERY = 10 * SECOND

export interface SimulatedClock {
  time: TimeSource
  /** How far simulated time runs ahead of the machine's clock, ms. */
  ahead: number
  stop(): void
}

/**
 * Time for a platform that may live faster than real time. A town that ran ahead of the clock carries on where it
 * was, so that a second start never records into its own past; at speed 1 and not ahead it is the real time.
 */
export function simulatedClock(
  dataDir: string,
  speed: number,
  log: Logger,
  real: () => number = Date.now,
): SimulatedClock {
  const file = join(dataDir, 'time.json')
  const last = saved(file)
  const now = real()
  const resumed = last === undefined ? now : last.at + SAVED_EVERY * last.speed
  const ahead = last !== undefined && last.at > now + MINUTE ? resumed - now : 0
  const time = speed === 1 && ahead === 0 ? runningTime() : runningTime(speed, now + ahead)
  const sparingly = atMostEvery(60 * SECOND)
  const save = () => {
    try {
      writeFileSync(`${file}.new`, JSON.stringify({ at: time.now(), speed }))
      renameSync(`${file}.new`, file)
    } catch (error) {
      // A full disk must not end the platform; the next turn writes a later time anyway.
      const { message } = error as Error
      sparingly('', () => log.warn({ error: message }, `the simulated time could not be kept in ${file}`))
    }
  }
  const timer = setInterval(save, SAVED_EVERY)
  return {
    time,
    ahead,
    stop: () => {
      clearInterval(timer)
      save()
    },
  }
}

function saved(file: string): { at: number; speed: number } | undefined {
  try {
    const { at, speed } = JSON.parse(readFileSync(file, 'utf8'))
    return typeof at === 'number' && typeof speed === 'number' ? { at, speed } : undefined
  } catch {
    return undefined
  }
}
