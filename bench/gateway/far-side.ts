/**
 * The other ends of a gateway in a process of their own, so that their CPU is not counted as the gateway's: Modbus
 * TCP devices whose registers change at every read, and ingest's side of the broker.
 */
import { createServer } from 'node:net'
import mqtt from 'mqtt'
import { watermarks } from '../../ingest/intake/watermarks.ts'
import type { Batch } from '../../model/reading.ts'
import { topicsOf } from '../../model/topics.ts'

const broker = process.argv[2]
let reads = 0

const server = createServer({ noDelay: true }, socket => {
  let pending = Buffer.alloc(0)
  socket.on('error', () => {})
  socket.on('data', chunk => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    while (pending.length >= 12) {
      socket.write(answer(pending.subarray(0, 12)))
      pending = pending.subarray(12)
    }
  })
})

function answer(request: Buffer): Buffer {
  const count = request.readUInt16BE(10)
  const frame = Buffer.allocUnsafe(9 + 2 * count)
  request.copy(frame, 0, 0, 8)
  frame.writeUInt16BE(3 + 2 * count, 4)
  frame[8] = 2 * count
  reads++
  for (let i = 0; i < count; i++) frame.writeUInt16BE((reads + i) & 0xffff, 9 + 2 * i)
  return frame
}

/** Delays of live batches from their sending to here, ms, and how much has come. */
const seen = { live: [] as number[], backlog: 0, readings: 0, stored: 0 }

if (broker !== undefined) {
  const topics = topicsOf('bench')
  const client = await mqtt.connectAsync(broker)
  const marks = watermarks()
  client.on('message', (_topic, payload) => {
    const batch = JSON.parse(payload.toString()) as Batch
    if (batch.backlog) seen.backlog++
    else seen.live.push(Date.now() - batch.sent)
    seen.readings += batch.readings.length
    marks.note(batch)
    const stored = marks.stored(batch.gateway)!
    seen.stored = stored.seq
    client.publish(topics.stored(batch.gateway), JSON.stringify(stored), { qos: 1, retain: true })
  })
  await client.subscribeAsync(topics.ups, { qos: 1 })
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
process.on('message', () => process.send?.({ ...seen, reads }))
// A bench that was killed leaves nobody behind.
process.on('disconnect', () => process.exit())
