import { crc16 } from './crc.ts'

/** What a request allows as its answer. */
export interface Expected {
  unit: number
  fc: number
  /** Data bytes of a good answer. */
  bytes: number
}

/** What the bytes so far are: an answer (as an RTU frame with its CRC), nothing yet, or proof that the line is off. */
export type Framed = { frame: Buffer } | 'more' | 'garbled'

/** Turns requests into wire bytes and wire bytes into answers. One request at a time. */
export interface Framing {
  /**
   * The wire form of an RTU request frame (with CRC); undefined when bytes lie there that nobody asked for, so that
   * the next answer could be anybody's.
   */
  request(frame: Buffer): Buffer | undefined
  received(chunk: Buffer): Framed
}

const MBAP = 6
const MOST = 512

/** What a read request frame expects back. */
export function expectedOf(frame: Uint8Array): Expected {
  const fc = frame[1]!
  const count = (frame[4]! << 8) | frame[5]!
  return { unit: frame[0]!, fc, bytes: fc <= 2 ? Math.ceil(count / 8) : 2 * count }
}

/**
 * Modbus TCP. The transaction number runs over all 16 bits and an answer must carry this very request's; an answer
 * of an earlier request is dropped, and a header that cannot be one means the stream is out of step for good.
 */
export function mbapFraming(): Framing {
  let pending: Buffer = Buffer.alloc(0)
  let expected: Expected = { unit: 0, fc: 0, bytes: 0 }
  let transaction = 0
  /** Takes whole frames off the front until one is this request's. */
  const next = (): Framed => {
    while (pending.length >= MBAP) {
      const length = pending.readUInt16BE(4)
      if (pending.readUInt16BE(2) !== 0 || length < 3 || length > 254) return 'garbled'
      if (pending.length < MBAP + length) return 'more'
      const mine = pending.readUInt16BE(0) === transaction
      const body = pending.subarray(MBAP, MBAP + length)
      pending = pending.subarray(MBAP + length)
      if (!mine) continue
      // Checked here because modbus-serial takes an exception of any unit for ours.
      const fits = body[0] === expected.unit && (body[1]! & 0x7f) === expected.fc
      return fits ? { frame: withCrc(body) } : 'garbled'
    }
    return 'more'
  }

  return {
    request(frame) {
      transaction = (transaction + 1) & 0xffff
      expected = expectedOf(frame)
      // Answers nobody waits for any more go; anything else there is out of step with the device.
      if (next() === 'garbled' || pending.length > 0) return undefined
      const wire = Buffer.allocUnsafe(frame.length + MBAP - 2)
      wire.writeUInt16BE(transaction, 0)
      wire.writeUInt16BE(0, 2)
      wire.writeUInt16BE(frame.length - 2, 4)
      frame.copy(wire, MBAP, 0, frame.length - 2)
      return wire
    },
    received(chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      return next()
    },
  }
}

/**
 * Modbus RTU, on a serial port or through a serial server. The answer is the first stretch of bytes with the right
 * unit, function, length and CRC: noise before it, an echo of the request and late answers of another shape are
 * passed over.
 */
export function rtuFraming(): Framing {
  let pending: Buffer = Buffer.alloc(0)
  let expected: Expected = { unit: 0, fc: 0, bytes: 0 }
  return {
    request(frame) {
      // What came before the request is noise or late.
      pending = Buffer.alloc(0)
      expected = expectedOf(frame)
      return frame
    },
    received(chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const { unit, fc, bytes } = expected
      for (let i = 0; i + 5 <= pending.length; i++) {
        if (pending[i] !== unit) continue
        const length =
          pending[i + 1] === (fc | 0x80)
            ? 5
            : pending[i + 1] === fc && pending[i + 2] === bytes
              ? bytes + 5
              : 0
        if (length === 0 || i + length > pending.length) continue
        if (crc16(pending, i, i + length - 2) === pending.readUInt16LE(i + length - 2)) {
          const frame = pending.subarray(i, i + length)
          pending = pending.subarray(i + length)
          return { frame }
        }
        // The answer's own head with a wrong check sum: nothing better will come.
        if (i === 0 && length > 5) return 'garbled'
      }
      return pending.length > MOST ? 'garbled' : 'more'
    },
  }
}

function withCrc(body: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(body.length + 2)
  body.copy(frame)
  frame.writeUInt16LE(crc16(body), body.length)
  return frame
}
