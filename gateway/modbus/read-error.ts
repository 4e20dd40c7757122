import type { LinkCause } from '../../model/gateway-state.ts'
import { CodedError } from '../../runtime/config/problems.ts'

const EXCEPTIONS: Record<number, string> = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'device failure',
  5: 'acknowledge, not ready yet',
  6: 'device busy',
  7: 'negative acknowledge',
  8: 'memory parity error',
  10: 'gateway path unavailable',
  11: 'gateway target does not respond',
}

/** The connection gave no usable answer: it is to be dropped. */
export class LinkError extends CodedError {
  override readonly cause: LinkCause

  constructor(cause: LinkCause, message: string) {
    super(`link-${cause}`, message)
    this.cause = cause
  }
}

/** The device, or the gateway before it, answered with a Modbus exception: the connection is in order. */
export class ModbusException extends CodedError {
  readonly exception: number

  constructor(exception: number) {
    super(`modbus-exception-${exception}`, `exception ${exception} (${EXCEPTIONS[exception] ?? 'unknown'})`)
    this.exception = exception
  }
}
