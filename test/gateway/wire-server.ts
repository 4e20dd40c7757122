import { createServer, type Server, type Socket } from 'node:net'
import { crc16 } from '../../gateway/modbus/crc.ts'

/** A read request as it came over the wire. */
export interface Request {
  transaction: number
  unit: number
  fc: number
  start: number
  count: number
  /** n-th request on this server, from 1. */
  number: number
}

/** What a device says: register values, an exception, exact bytes, nothing, or the end of the connection. */
export type Say =
  | { registers: readonly number[] }
  | { exception: number }
  | { bytes: Uint8Array }
  | 'nothing'
  | 'hang up'
  | { registers: readonly number[]; afterMs?: number; oneByOne?: boolean; hangUpAfter?: number }

export interface WireServer {
  port: number
  endpoint: string
  requests: Request[]
  connections: number
  open: number
  /** Replaces the behaviour. */
  behave(answer: (request: Request) => Say): void
  /** Writes to every connection, asked or not. */
  sendToAll(bytes: Uint8Array): void
  /** Ends every connection. */
  hangUp(): void
  /** Listens no more and ends every connection; `start` brings it back on the same port. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** A Modbus device on a real socket that does exactly what it is told, however wrong. */
export async function wireServer(
  answer: (request: Request) => Say,
  { kind = 'mbap' as 'mbap' | 'rtu' } = {},
): Promise<WireServer> {
  let behaviour = answer
  const sockets = new Set<Socket>()
  let server: Server
  const wire: WireServer = {
    port: 0,
    endpoint: '',
    requests: [],
    connections: 0,
    get open() {
      return sockets.size
    },
    behave: next => {
      behaviour = next
    },
    sendToAll: bytes => {
      for (const socket of sockets) socket.write(bytes)
    },
    hangUp: () => {
      for (const socket of sockets) socket.destroy()
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        wire.hangUp()
      }),
    start: async () => {
      server = createServer({ noDelay: true }, serve)
      await new Promise<void>(resolve => server.listen(wire.port, '127.0.0.1', resolve))
      wire.port = (server.address() as { port: number }).port
      wire.endpoint = `127.0.0.1:${wire.port}`
    },
  }

  function serve(socket: Socket) {
    wire.connections++
    sockets.add(socket)
    let pending = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', chunk => {
      pending = Buffer.concat([pending, chunk])
      const length = kind === 'mbap' ? 12 : 8
      while (pending.length >= length) {
        const frame = pending.subarray(0, length)
        pending = pending.subarray(length)
        const request = parse(frame, kind, wire.requests.length + 1)
        wire.requests.push(request)
        void say(socket, request, behaviour(request))
      }
    })
  }

  async function say(socket: Socket, request: Request, what: Say) {
    if (what === 'nothing') return
    if (what === 'hang up') return void socket.destroy()
    const bytes = 'bytes' in what ? what.bytes : frameOf(request, what, kind)
    if (!('registers' in what)) return void socket.write(bytes)
    const { afterMs = 0, oneByOne = false, hangUpAfter } = what as Extract<Say, { afterMs?: number }>
    if (afterMs > 0) await new Promise(resolve => setTimeout(resolve, afterMs))
    if (hangUpAfter !== undefined) {
      socket.write(bytes.subarray(0, hangUpAfter), () => socket.destroy())
    } else if (oneByOne) {
      for (const byte of bytes) {
        socket.write(Uint8Array.of(byte))
        await new Promise(resolve => setTimeout(resolve, 1))
      }
    } else socket.write(bytes)
  }

  await wire.start()
  return wire
}

function parse(frame: Buffer, kind: 'mbap' | 'rtu', number: number): Request {
  const at = kind === 'mbap' ? 6 : 0
  return {
    transaction: kind === 'mbap' ? frame.readUInt16BE(0) : 0,
    unit: frame[at]!,
    fc: frame[at + 1]!,
    start: frame.readUInt16BE(at + 2),
    count: frame.readUInt16BE(at + 4),
    number,
  }
}

/** The correct answer frame to a request. */
export function frameOf(
  request: Request,
  what: { registers: readonly number[] } | { exception: number },
  kind: 'mbap' | 'rtu' = 'mbap',
): Buffer {
  const body =
    'exception' in what
      ? Buffer.from([request.unit, request.fc | 0x80, what.exception])
      : Buffer.concat([
          Buffer.from([request.unit, request.fc, what.registers.length * 2]),
          Buffer.from(what.registers.flatMap(word => [(word >> 8) & 0xff, word & 0xff])),
        ])
  if (kind === 'rtu') {
    const crc = crc16(body)
    return Buffer.concat([body, Buffer.from([crc & 0xff, crc >> 8])])
  }
  const head = Buffer.alloc(6)
  head.writeUInt16BE(request.transaction, 0)
  head.writeUInt16BE(body.length, 4)
  return Buffer.concat([head, body])
}

/** Registers that hold their own address: register n says n (mod 65536). */
export const ownAddress = ({ start, count }: Request): { registers: number[] } => ({
  registers: Array.from({ length: count }, (_, i) => start + i),
})
