import { setTimeout as pause } from 'node:timers/promises'
import type { Line } from '../devices.ts'
import { type Connection, type Exchange, modbusConnection } from '../modbus/connection.ts'
import { LinkError, ModbusException } from '../modbus/read-error.ts'
import { openStream } from '../modbus/stream.ts'
import type { Span } from '../plan.ts'
import { lateAnswers } from './late-answers.ts'
import type { Target } from './target.ts'

/** The line's connection could not be made: nothing is said about any device. */
export class LineDownError extends Error {
  override readonly cause: LinkError

  constructor(cause: LinkError) {
    super(cause.message)
    this.cause = cause
  }
}

/** The connection of one line: made when needed, dropped when in doubt, one request at a time with its rests. */
export interface LineLink {
  /**
   * Register bytes of one device, trying again up to `retries` times. Rejects with ModbusException, LinkError
   * (this device gave no usable answer) or LineDownError.
   */
  read(target: Target, span: Span, retries: number): Promise<Uint8Array>
  /** Makes the connection unless it stands. Rejects with LineDownError. */
  connect(): Promise<void>
  close(): void
  readonly open: boolean
  readonly last: Exchange | undefined
}

/** Exceptions that mean "ask again in a moment". */
const BUSY = [5, 6]

export function lineLink(line: Line): LineLink {
  const serial = line.tcp === undefined
  const late = serial ? lateAnswers(() => performance.now()) : undefined
  let connection: Connection | undefined
  let restUntil = 0

  const rest = async () => {
    const left = restUntil - performance.now()
    if (left > 0) await pause(Math.ceil(left))
  }

  const connect = async () => {
    if (connection?.open) return
    if (connection) await Promise.race([connection.closed, pause(line.connectTimeout)])
    try {
      connection = modbusConnection(await openStream(line), serial ? 'rtu' : 'mbap')
    } catch (error) {
      throw new LineDownError(error as LinkError)
    }
    restUntil = Math.max(restUntil, performance.now() + line.delayAfterConnect)
  }

  const once = async (target: Target, span: Span) => {
    await connect()
    await rest()
    let missed = 0
    try {
      const data = await connection!.read(target.unit, span, target.timeout)
      late?.answered(target.unit)
      return data
    } catch (error) {
      if (error instanceof ModbusException) late?.answered(target.unit)
      else {
        late?.unanswered(target.unit, span)
        missed = serial ? target.timeout / 2 : 0
      }
      throw error
    } finally {
      // A late answer must not meet the next request on the wires.
      restUntil = performance.now() + Math.max(target.delayBetween, silence(line), missed)
    }
  }

  /** Answers that are still missing are flushed out before the question. */
  const inStep = async (target: Target, span: Span) => {
    const probe = late?.probe(target.unit, span)
    if (probe) {
      await once(target, probe).catch(error => {
        if (!(error instanceof ModbusException)) throw error
      })
    }
    return once(target, span)
  }

  return {
    async read(target, span, retries) {
      for (let attempt = 0; ; attempt++) {
        try {
          return await inStep(target, span)
        } catch (error) {
          const busy = error instanceof ModbusException && BUSY.includes(error.exception)
          if (attempt >= retries || !(busy || error instanceof LinkError)) throw error
          if (busy) await pause(100 * (attempt + 1))
        }
      }
    },
    connect,
    close: () => connection?.close(),
    get open() {
      return connection?.open ?? false
    },
    get last() {
      return connection?.last
    },
  }
}

/** RTU's silence between frames, 3.5 characters of 11 bits; 1.75 ms above 19200 baud. */
function silence({ rtu }: Line): number {
  if (!rtu) return 0
  return rtu.baud > 19_200 ? 1.75 : (3.5 * 11 * 1_000) / rtu.baud
}
