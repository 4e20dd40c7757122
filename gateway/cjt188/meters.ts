import { type Cjt188Reading, cjt188Frame, cjt188Reading, cjt188Request } from '../../model/payloads/cjt188.ts'
import type { Exchange } from '../modbus/connection.ts'
import { LinkError } from '../modbus/read-error.ts'
import type { Wire } from '../modbus/stream.ts'

/** How the meters of a profile want to be asked. */
export interface MeterDialect {
  /** Meter type T: 0x10 cold water. */
  type: number
  /** Some makers put the two bytes of the data identifier the other way round. */
  swapIdentifier: boolean
}

/** One open connection to CJ/T 188 meters; they are only ever read. After a LinkError it is of no more use. */
export interface MeterConnection {
  /** The current data of the meter of this address. Rejects with LinkError when no answer came in `timeout` real ms. */
  read(address: string, dialect: MeterDialect, timeout: number): Promise<Cjt188Reading>
  readonly open: boolean
  readonly closed: Promise<void>
  readonly last: Exchange
  close(): void
}

/** Wakes the meter's receiver before the frame. */
const WAKE_UP = Buffer.alloc(4, 0xfe)
const READ_ERROR = 0xc1
const MOST = 1_024

/** Speaks CJ/T 188 over an open connection, one request at a time. */
export function meterConnection({ stream, end }: Wire): MeterConnection {
  let open = true
  let sent: Buffer = Buffer.alloc(0)
  let answered: Buffer = Buffer.alloc(0)
  let fail: (error: LinkError) => void = () => {}
  let received: () => void = () => {}

  const drop = (error: LinkError) => {
    open = false
    end()
    fail(error)
  }
  const closed = new Promise<void>(resolve => stream.once('close', () => resolve()))
  stream.on('close', () => drop(new LinkError('closed', 'the connection was closed by the other side')))
  stream.on('error', error => drop(new LinkError('closed', `the connection broke: ${error.message}`)))
  stream.on('data', (chunk: Buffer) => {
    answered = Buffer.concat([answered, chunk])
    if (answered.length > MOST) drop(new LinkError('garbled', 'bytes came that are no meter’s answer'))
    else received()
  })

  return {
    async read(address, dialect, timeout) {
      sent = answered = Buffer.alloc(0)
      if (!open) throw new LinkError('closed', 'the connection is closed')
      sent = requestFrame(address, dialect)
      let deadline: NodeJS.Timeout | undefined
      try {
        return await new Promise<Cjt188Reading>((resolve, reject) => {
          fail = reject
          received = () => {
            const reading = answerIn(answered, address)
            if (reading === 'refused')
              drop(new LinkError('garbled', `the meter ${address} refuses to be read`))
            else if (reading) resolve(reading)
          }
          deadline = setTimeout(
            () => drop(new LinkError('silent', `no answer from meter ${address} within ${timeout} ms`)),
            timeout,
          )
          stream.write(Buffer.concat([WAKE_UP, sent]))
        })
      } finally {
        clearTimeout(deadline)
        fail = () => {}
        received = () => {}
      }
    },
    get open() {
      return open
    },
    closed,
    get last() {
      return { sent, answered }
    },
    close: () => drop(new LinkError('closed', 'the connection was closed here')),
  }
}

function requestFrame(address: string, { type, swapIdentifier }: MeterDialect): Buffer {
  const frame = Buffer.from(cjt188Request(address, 0, type))
  // The check sum is the same either way.
  if (swapIdentifier) frame.subarray(11, 13).swap16()
  return frame
}

/** The meter's own answer among the bytes; an echo of the request and other meters’ frames are passed over. */
function answerIn(bytes: Buffer, address: string): Cjt188Reading | 'refused' | undefined {
  let rest: Uint8Array = bytes
  for (let found = cjt188Frame(rest); found; found = cjt188Frame(rest)) {
    const { frame, end } = found
    rest = rest.subarray(end)
    if (frame.address !== address) continue
    if (frame.control === READ_ERROR) return 'refused'
    const reading = cjt188Reading(frame)
    if (reading) return reading
  }
  return undefined
}
