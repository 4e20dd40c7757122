import { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Framing } from './framing.ts'

/**
 * The port modbus-serial speaks through, over a stream that is already open. modbus-serial looks answers up by the
 * transaction number of its port; here one request is under way at a time and the framing has matched the answer
 * already, so the number stands still.
 */
export class FramedPort extends EventEmitter {
  readonly _transactionIdRead = 1
  readonly _transactionIdWrite = 1
  isOpen = true
  /** Wire bytes of the last exchange, for diagnostics. */
  sent: Buffer = Buffer.alloc(0)
  answered: Buffer[] = []
  readonly #stream: Duplex
  readonly #framing: Framing

  constructor(stream: Duplex, framing: Framing) {
    super()
    this.#stream = stream
    this.#framing = framing
    stream.on('data', (chunk: Buffer) => this.#received(chunk))
  }

  open(callback: (error?: Error | null) => void): void {
    callback(null)
  }

  close(callback?: () => void): void {
    this.isOpen = false
    callback?.()
  }

  /** A new question begins: the wire bytes of the last one are not its own. */
  forget(): void {
    this.sent = Buffer.alloc(0)
    this.answered = []
  }

  /** Sends a request frame. Only the four reading functions exist on this port. */
  write(frame: Buffer): void {
    const fc = frame[1]!
    if (fc < 1 || fc > 4)
      throw new Error(`function code ${fc} does not read; nothing is ever written to a device`)
    const wire = this.#framing.request(frame)
    this.sent = wire ?? frame
    if (wire) this.#stream.write(wire)
    else queueMicrotask(() => this.emit('garbled'))
  }

  #received(chunk: Buffer): void {
    if (this.answered.length < 300) this.answered.push(chunk)
    const framed = this.#framing.received(chunk)
    if (framed === 'garbled') this.emit('garbled')
    else if (framed !== 'more') this.emit('data', framed.frame)
  }
}
