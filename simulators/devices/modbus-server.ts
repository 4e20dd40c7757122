import { createServer, type Server, type Socket } from 'node:net'
import { CodedError } from '../../runtime/config/problems.ts'

/** Answers a read: the words, a Modbus exception code, or nothing at all (a dead device). */
export type Responder = (
  unit: number,
  fc: number,
  first: number,
  count: number,
) => Uint16Array | number | undefined

export interface ModbusServer {
  readonly port: number
  stop(): Promise<void>
}

const MBAP = 7
const MOST_CONNECTIONS = 500
/** A read request is twelve bytes; whoever sends more without sense is cut off. */
const MOST_BYTES = 4_096

/**
 * A Modbus TCP server for reading, many units behind one port, on a free port of `host`.
 * @throws CodedError `port-in-use` when a fixed port is taken.
 */
export function startModbusServer(host: string, respond: Responder, port = 0): Promise<ModbusServer> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    if (sockets.size >= MOST_CONNECTIONS) return socket.destroy()
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    serve(socket, respond)
  })
  const stop = () =>
    new Promise<void>(resolve => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        taken ? new CodedError('port-in-use', `port ${port} on ${host} is taken by another program`) : error,
      )
    })
    server.listen(port, host, () => resolve({ port: portOf(server), stop }))
  })
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the Modbus server has no port')
  return address.port
}

function serve(socket: Socket, respond: Responder): void {
  let waiting: Buffer = Buffer.alloc(0)
  socket.on('data', chunk => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
    while (waiting.length >= MBAP + 1) {
      const length = waiting.readUInt16BE(4)
      if (waiting.readUInt16BE(2) !== 0 || length < 2 || length > 254) return void socket.destroy()
      if (waiting.length < 6 + length) break
      const frame = waiting.subarray(0, 6 + length)
      waiting = waiting.subarray(6 + length)
      const reply = replyTo(frame, respond)
      if (reply) socket.write(reply)
    }
    if (waiting.length > MOST_BYTES) socket.destroy()
  })
}

function replyTo(frame: Buffer, respond: Responder): Buffer | undefined {
  const unit = frame[6]!
  const fc = frame[7]!
  const known = (fc === 3 || fc === 4) && frame.length === 12
  const answer = known ? respond(unit, fc, frame.readUInt16BE(8), frame.readUInt16BE(10)) : 1
  if (answer === undefined) return undefined
  const body = typeof answer === 'number' ? Buffer.from([fc | 0x80, answer]) : words(fc, answer)
  const head = Buffer.alloc(MBAP)
  frame.copy(head, 0, 0, 4)
  head.writeUInt16BE(1 + body.length, 4)
  head[6] = unit
  return Buffer.concat([head, body])
}

function words(fc: number, values: Uint16Array): Buffer {
  const body = Buffer.alloc(2 + 2 * values.length)
  body[0] = fc
  body[1] = 2 * values.length
  values.forEach((value, n) => {
    body.writeUInt16BE(value, 2 + 2 * n)
  })
  return body
}
