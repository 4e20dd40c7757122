import ModbusSerial from 'modbus-serial'
import type { Span } from '../plan.ts'
import { mbapFraming, rtuFraming } from './framing.ts'
import { FramedPort } from './port.ts'
import { LinkError, ModbusException } from './read-error.ts'
import type { Wire } from './stream.ts'

// The package's CommonJS default lands one level deeper than its types say, depending on who loads it.
type Client = InstanceType<(typeof ModbusSerial)['default']>
const ModbusRTU = ('default' in ModbusSerial ? ModbusSerial.default : ModbusSerial) as new (
  port: FramedPort,
) => Client

/** Wire bytes of one request and its answer. */
export interface Exchange {
  sent: Buffer
  answered: Buffer
}

/** One open connection. It carries one request at a time; after a LinkError it is closed and of no more use. */
export interface Connection {
  /**
   * Register bytes as they came (two a register; a bit is a register of 0 or 1). Rejects with ModbusException when
   * the device refuses, with LinkError when no usable answer came within `timeout` real ms.
   */
  read(unit: number, span: Span, timeout: number): Promise<Uint8Array>
  readonly open: boolean
  /** Resolves when the connection has ended altogether: a serial port can be opened again only then. */
  readonly closed: Promise<void>
  readonly last: Exchange
  close(): void
}

type Answer = { buffer: Buffer; data: (number | boolean)[] }

/** Speaks Modbus over an open connection: `mbap` is Modbus TCP, `rtu` everything serial. */
export function modbusConnection({ stream, end }: Wire, kind: 'mbap' | 'rtu'): Connection {
  const port = new FramedPort(stream, kind === 'mbap' ? mbapFraming() : rtuFraming())
  const client = new ModbusRTU(port)
  client.on('error', () => {})
  client.open(() => {})
  let fail: (error: LinkError) => void = () => {}
  let busy = false

  const drop = (error: LinkError) => {
    port.isOpen = false
    end()
    fail(error)
  }
  const closed = new Promise<void>(resolve => stream.once('close', () => resolve()))
  stream.on('close', () => drop(new LinkError('closed', 'the connection was closed by the other side')))
  stream.on('error', error => drop(new LinkError('closed', `the connection broke: ${error.message}`)))
  port.on('garbled', () => drop(new LinkError('garbled', 'bytes came that are no answer to the request')))

  const call = (unit: number, { fc, start, end }: Span): Promise<Answer> => {
    const count = end - start
    // The unit id belongs to the client, not to the call: set in the same tick as the read that uses it.
    client.setID(unit)
    if (fc === 1) return client.readCoils(start, count)
    if (fc === 2) return client.readDiscreteInputs(start, count)
    if (fc === 3) return client.readHoldingRegisters(start, count)
    return client.readInputRegisters(start, count)
  }

  return {
    async read(unit, span, timeout) {
      checkSpan(unit, span)
      if (busy) throw new Error('a connection carries one request at a time')
      port.forget()
      if (!port.isOpen) throw new LinkError('closed', 'the connection is closed')
      busy = true
      const deadline = setTimeout(
        () => drop(new LinkError('silent', `no answer from unit ${unit} within ${timeout} ms`)),
        timeout,
      )
      try {
        const answer = await new Promise<Answer>((resolve, reject) => {
          // A request under way is settled by whatever comes first; the library alone might never settle it.
          fail = reject
          call(unit, span).then(resolve, reject)
        })
        return registerBytes(answer, span)
      } catch (error) {
        const exception = (error as { modbusCode?: number }).modbusCode
        if (exception !== undefined) throw new ModbusException(exception)
        const broken =
          error instanceof LinkError
            ? error
            : new LinkError('garbled', `the answer does not fit the request: ${(error as Error).message}`)
        drop(broken)
        throw broken
      } finally {
        clearTimeout(deadline)
        fail = () => {}
        busy = false
      }
    },
    get open() {
      return port.isOpen
    },
    closed,
    get last() {
      const [first, second] = port.answered
      return { sent: port.sent, answered: first && !second ? first : Buffer.concat(port.answered) }
    },
    close() {
      drop(new LinkError('closed', 'the connection was closed here'))
    },
  }
}

function checkSpan(unit: number, { fc, start, end }: Span): void {
  const most = fc <= 2 ? 2_000 : 125
  const count = end - start
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new RangeError(`${count} registers cannot be asked for at once; 1 to ${most} can`)
  if (!Number.isInteger(start) || start < 0 || end > 65_536)
    throw new RangeError(`registers ${start} to ${end - 1} do not exist; 0 to 65535 do`)
  if (!Number.isInteger(unit) || unit < 0 || unit > 255) throw new RangeError(`${unit} is no unit id`)
}

/** The library checks the frame's length, but takes the byte count inside it on trust. */
function registerBytes({ buffer, data }: Answer, { fc, start, end }: Span): Uint8Array {
  const count = end - start
  const bytes = fc <= 2 ? Math.ceil(count / 8) : 2 * count
  if (buffer.length !== bytes) throw new LinkError('garbled', `${buffer.length} bytes came for ${bytes}`)
  if (fc > 2) return buffer
  const words = Buffer.alloc(2 * count)
  for (let i = 0; i < count; i++) words[2 * i + 1] = data[i] ? 1 : 0
  return words
}
