import { setTimeout as pause } from 'node:timers/promises'
import type { Line } from '../devices.ts'
import type { Exchange } from '../modbus/connection.ts'
import { LinkError } from '../modbus/read-error.ts'
import { openStream, type Wire } from '../modbus/stream.ts'
import type { Target } from './target.ts'

/** The line's connection could not be made: nothing is said about any device. */
export class LineDownError extends Error {
  override readonly cause: LinkError

  constructor(cause: LinkError) {
    super(cause.message)
    this.cause = cause
  }
}

/** A connection that can be held open between questions. */
export interface Held {
  readonly open: boolean
  readonly closed: Promise<void>
  readonly last: Exchange
  close(): void
}

/** The connection of a line, or none yet. */
export interface Holder<C extends Held> {
  current: C | undefined
  /** No connection is made any more. */
  ended: boolean
  ask<T>(target: Target, question: (connection: C) => Promise<T>): Promise<T>
}

/** Makes the connection when it is needed and keeps the rests that the line and its devices ask for. */
export function held<C extends Held>(line: Line, speak: (wire: Wire) => C): Holder<C> {
  let restUntil = 0
  const holder: Holder<C> = {
    current: undefined,
    ended: false,
    async ask(target, question) {
      const connection = await connected()
      const left = restUntil - performance.now()
      if (left > 0) await pause(Math.ceil(left))
      let missed = 0
      try {
        return await question(connection)
      } catch (error) {
        // A late answer must not meet the next request on the wires.
        if (error instanceof LinkError && line.tcp === undefined) missed = target.timeout / 2
        throw error
      } finally {
        restUntil = performance.now() + Math.max(target.delayBetween, silence(line), missed)
      }
    },
  }

  const connected = async (): Promise<C> => {
    if (holder.current?.open) return holder.current
    if (holder.current) await Promise.race([holder.current.closed, pause(line.connectTimeout)])
    // Without a connection there are no last bytes: those of the old one were another device's.
    holder.current = undefined
    try {
      holder.current = speak(await openStream(line))
    } catch (error) {
      throw new LineDownError(error as LinkError)
    }
    if (holder.ended) {
      holder.current.close()
      throw new LineDownError(new LinkError('closed', 'the line was stopped'))
    }
    restUntil = Math.max(restUntil, performance.now() + line.delayAfterConnect)
    return holder.current
  }
  return holder
}

/** RTU's silence between frames, 3.5 characters of 11 bits; 1.75 ms above 19200 baud. */
function silence({ rtu }: Line): number {
  if (!rtu) return 0
  return rtu.baud > 19_200 ? 1.75 : (3.5 * 11 * 1_000) / rtu.baud
}
