import { setTimeout as pause } from 'node:timers/promises'
import type { Cjt188Reading } from '../../model/payloads/cjt188.ts'
import { meterConnection } from '../cjt188/meters.ts'
import type { Line } from '../devices.ts'
import { type Exchange, modbusConnection } from '../modbus/connection.ts'
import { LinkError, ModbusException } from '../modbus/read-error.ts'
import type { Span } from '../plan.ts'
import type { Profile } from '../profile.ts'
import { type Held, type Holder, held } from './held.ts'
import { lateAnswers } from './late-answers.ts'
import type { Target } from './target.ts'

/**
 * The connection of one line: made when needed, dropped when in doubt, one request at a time with its rests. Reads
 * are tried again up to `retries` times. They reject with ModbusException, LinkError (this device gave no usable
 * answer) or LineDownError.
 */
export interface LineLink {
  /** Register bytes of a Modbus device. */
  read(target: Target, span: Span, retries: number): Promise<Uint8Array>
  /** Current data of a CJ/T 188 meter. */
  readMeter(target: Target, retries: number): Promise<Cjt188Reading>
  /** Lets go of the connection; the next read makes a new one. */
  close(): void
  /** Closes for good. */
  end(): void
  readonly open: boolean
  readonly last: Exchange | undefined
}

/** Exceptions that mean "ask again in a moment". */
const BUSY = [5, 6]

/** The link of a line whose devices speak this protocol. */
export function lineLink(line: Line, protocol: Profile['protocol'] = 'modbus'): LineLink {
  if (protocol === 'cjt188') {
    const link = held(line, meterConnection)
    return linkOf(link, {
      readMeter: (target, retries) =>
        tries(retries, () =>
          link.ask(target, connection => connection.read(target.address!, target.dialect, target.timeout)),
        ),
    })
  }
  const serial = line.tcp === undefined
  const link = held(line, wire => modbusConnection(wire, serial ? 'rtu' : 'mbap'))
  const late = serial ? lateAnswers(() => performance.now()) : undefined

  const once = async (target: Target, span: Span) => {
    try {
      const data = await link.ask(target, connection => connection.read(target.unit, span, target.timeout))
      late?.answered(target.unit)
      return data
    } catch (error) {
      if (error instanceof ModbusException) late?.answered(target.unit)
      else if (error instanceof LinkError) late?.unanswered(target.unit, span)
      throw error
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

  return linkOf(link, { read: (target, span, retries) => tries(retries, () => inStep(target, span)) })
}

function linkOf(link: Holder<Held>, reads: Partial<Pick<LineLink, 'read' | 'readMeter'>>): LineLink {
  return {
    read: reads.read ?? (() => Promise.reject(new Error('this line speaks CJ/T 188'))),
    readMeter: reads.readMeter ?? (() => Promise.reject(new Error('this line speaks Modbus'))),
    close: () => link.current?.close(),
    end: () => {
      link.ended = true
      link.current?.close()
    },
    get open() {
      return link.current?.open ?? false
    },
    get last() {
      return link.current?.last
    },
  }
}

async function tries<T>(retries: number, attempt: () => Promise<T>): Promise<T> {
  for (let n = 0; ; n++) {
    try {
      return await attempt()
    } catch (error) {
      const busy = error instanceof ModbusException && BUSY.includes(error.exception)
      if (n >= retries || !(busy || error instanceof LinkError)) throw error
      if (busy) await pause(100 * (n + 1))
    }
  }
}
