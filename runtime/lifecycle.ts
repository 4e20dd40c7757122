import type { Logger } from 'pino'
import { CodedError } from './config/problems.ts'

/** Something that was started and can be stopped. */
export interface Stoppable {
  stop(): Promise<void>
}

/** One part of a program: started after the steps before it, stopped before them. */
export interface Step {
  name: string
  /** What is returned is stopped later; nothing when there is nothing to stop. */
  start(): Promise<Stoppable | undefined> | Stoppable | undefined
}

export interface ComposeOptions {
  log?: Logger
  /** Real ms that one step may take to stop before it is given up. */
  stopDeadline?: number
}

/**
 * Starts the steps in order and returns what stops them in reverse. A step that fails to start undoes the earlier
 * ones and its error is thrown. Every stop is attempted even when another throws or hangs; then `stop` rejects
 * with `stop-failed` after all of them. Stopping twice is stopping once.
 */
export async function compose(
  steps: readonly Step[],
  { log, stopDeadline = 5_000 }: ComposeOptions = {},
): Promise<Stoppable> {
  const running: { name: string; part: Stoppable }[] = []

  const stopAll = async () => {
    const failures: Error[] = []
    for (const { name, part } of running.splice(0).reverse()) {
      try {
        await withDeadline(part.stop(), stopDeadline, name)
        log?.debug({ part: name }, 'stopped')
      } catch (error) {
        log?.error({ part: name, err: error }, 'did not stop cleanly')
        failures.push(new Error(`${name}: ${(error as Error).message}`, { cause: error }))
      }
    }
    return failures
  }

  for (const { name, start } of steps) {
    try {
      const part = await start()
      if (part) running.push({ name, part })
      log?.debug({ part: name }, 'started')
    } catch (error) {
      await stopAll()
      throw error
    }
  }

  let stopped: Promise<void> | undefined
  return {
    stop: () => {
      stopped ??= stopAll().then(failures => {
        if (failures.length === 0) return
        const told = failures.map(failure => failure.message).join('; ')
        throw new CodedError('stop-failed', `did not stop cleanly: ${told}`, { cause: failures[0] })
      })
      return stopped
    },
  }
}

async function withDeadline(stopping: Promise<void>, deadline: number, name: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new CodedError('stop-timeout', `${name} did not stop within ${deadline / 1_000} s`)),
      deadline,
    )
  })
  try {
    await Promise.race([stopping, late])
  } finally {
    clearTimeout(timer)
  }
}
