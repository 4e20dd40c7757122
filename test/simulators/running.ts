import { pino } from 'pino'
import { Registry } from 'prom-client'
import { type SteppedTime, steppedTime } from '../../runtime/stepped-time.ts'
import { type RunningTown, startTown, type TownStart } from '../../simulators/start.ts'
import { generateTown, type Town } from '../../simulators/town/town.ts'

/** Monday, 10:00 in Shandong. */
export const MORNING = Date.UTC(2026, 10, 23, 2)

export const silent = pino({ level: 'silent' })

/** A small town on stepped time. */
export async function townAt(
  start: number,
  options: Partial<TownStart> = {},
): Promise<{ town: Town; run: RunningTown; time: SteppedTime }> {
  const town = options.town ?? generateTown({ customers: 1_000, seed: 1 })
  const time = steppedTime(start)
  const run = await startTown({ town, time, log: silent, metrics: new Registry(), ...options })
  return { town, run, time }
}
