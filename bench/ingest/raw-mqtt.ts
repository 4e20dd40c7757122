import { connect, type Socket } from 'node:net'

const text = (value: string) => {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function remaining(length: number): Buffer {
  const bytes: number[] = []
  do {
    const low = length % 128
    length = Math.floor(length / 128)
    bytes.push(length > 0 ? low | 128 : low)
  } while (length > 0)
  return Buffer.from(bytes)
}

const packet = (type: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([type]), remaining(body.length), body])
}

export interface RawClient {
  /** Sends a QoS 1 message; `onAck` of the client is called when it is acknowledged. */
  publish(payload: string): void
  close(): void
}

/**
 * An MQTT 3.1.1 publisher that can do nothing else: it must cost far less than what it measures.
 */
export function rawClient(
  port: number,
  clientId: string,
  topic: string,
  onAck: () => void,
): Promise<RawClient> {
  const topicBytes = text(topic)
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let id = 0
    let held = Buffer.alloc(0)
    let connected = false
    const flags = 0b1100_0010
    socket.on('connect', () => {
      const head = Buffer.concat([text('MQTT'), Buffer.from([4, flags, 0, 0])])
      socket.write(packet(0x10, head, text(clientId), text('bench'), text('bench')))
    })
    socket.on('error', reject)
    socket.on('data', data => {
      held = held.length === 0 ? data : Buffer.concat([held, data])
      while (held.length >= 4) {
        const type = held[0]! >> 4
        held = held.subarray(4)
        if (type === 2 && !connected) {
          connected = true
          resolve({ publish, close: () => socket.destroy() })
        } else if (type === 4) onAck()
      }
    })
    const publish = (payload: string) => {
      id = (id % 65_535) + 1
      const number = Buffer.alloc(2)
      number.writeUInt16BE(id)
      socket.write(packet(0x32, topicBytes, number, Buffer.from(payload)))
    }
  })
}
