import { createConnection } from 'node:net'
import type { Duplex } from 'node:stream'
import type { LinkCause } from '../../model/gateway-state.ts'
import type { Line } from '../devices.ts'
import { LinkError } from './read-error.ts'

type Way = Pick<Line, 'tcp' | 'rtuOverTcp' | 'rtu' | 'connectTimeout'>

/** An open connection of bytes. */
export interface Wire {
  stream: Duplex
  /** Closes it; `stream` emits `close` when that is done. */
  end(): void
}

/** What a line leads to, as people write it. */
export function endpointOf({ tcp, rtuOverTcp, rtu }: Pick<Line, 'tcp' | 'rtuOverTcp' | 'rtu'>): string {
  return tcp ?? rtuOverTcp ?? rtu?.path ?? ''
}

/** Opens the line's connection. Rejects with LinkError when that fails or takes longer than `connectTimeout`. */
export async function openStream(line: Way): Promise<Wire> {
  return line.rtu
    ? openSerial(line.rtu, line.connectTimeout)
    : openSocket(endpointOf(line), line.connectTimeout)
}

function openSocket(endpoint: string, timeout: number): Promise<Wire> {
  const colon = endpoint.lastIndexOf(':')
  const host = endpoint.slice(0, colon).replace(/^\[|\]$/g, '')
  const port = Number(endpoint.slice(colon + 1))
  return new Promise((resolve, reject) => {
    const socket = createConnection({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 15_000,
    })
    const fail = (error: LinkError) => {
      clearTimeout(deadline)
      socket.destroy()
      reject(error)
    }
    const deadline = setTimeout(
      () => fail(new LinkError('connect-timeout', `no connection to ${endpoint} within ${timeout} ms`)),
      timeout,
    )
    socket.on('error', (error: NodeJS.ErrnoException) =>
      fail(new LinkError(causeOf(error), `cannot connect to ${endpoint}: ${error.message}`)),
    )
    socket.once('connect', () => {
      clearTimeout(deadline)
      resolve({ stream: socket, end: () => socket.destroy() })
    })
  })
}

function causeOf({ code }: NodeJS.ErrnoException): LinkCause {
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'ETIMEDOUT') return 'connect-timeout'
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'closed'
  return 'unreachable'
}

async function openSerial(serial: NonNullable<Line['rtu']>, timeout: number): Promise<Wire> {
  // Native code: loaded only where there is a serial line.
  const { SerialPort } = await import('serialport')
  const { path, baud, parity, stopBits } = serial
  const port = new SerialPort({ path, baudRate: baud, parity, stopBits, dataBits: 8, autoOpen: false })
  return new Promise((resolve, reject) => {
    const fail = (message: string) => {
      clearTimeout(deadline)
      if (port.isOpen) port.close()
      reject(new LinkError('port', message))
    }
    const deadline = setTimeout(() => fail(`${path} did not open within ${timeout} ms`), timeout)
    port.on('error', error => fail(`${path}: ${error.message}`))
    port.open(error => {
      if (error) return fail(`cannot open ${path}: ${error.message}`)
      clearTimeout(deadline)
      // Destroying the stream would leave the port open and locked.
      resolve({ stream: port, end: () => port.isOpen && port.close() })
    })
  })
}
