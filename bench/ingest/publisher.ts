import { topicsOf } from '../../model/topics.ts'
import { batchText } from './message.ts'
import { gatewayName, type PublisherNews, type PublisherPlan, pointName, USUAL } from './plan.ts'
import { type RawClient, rawClient } from './raw-mqtt.ts'

/** Gateways in a process of their own, publishing as fast as they are acknowledged. */
const plan = JSON.parse(process.argv[2]!) as PublisherPlan
const topics = topicsOf('test')
const spool = `s${process.pid}`
let acknowledged = 0
let stopped = false

/** The messages of one gateway: its points in turn, each time later than the one before. */
function messages(connection: number): () => string {
  const gateway = gatewayName(connection)
  const all = Array.from({ length: plan.points }, (_, i) => pointName(connection, i))
  const parts: string[][] = []
  for (let i = 0; i < all.length; i += plan.size) parts.push(all.slice(i, i + plan.size))
  let seq = 0
  let at = 0
  return () => {
    const sent = Date.now()
    at = Math.max(at + 1, sent)
    const points = parts[seq++ % parts.length]!
    return batchText({ gateway, spool, seq, sent }, points, at, i => USUAL + ((seq * 7 + i) % 100) / 50)
  }
}

const clients: { client: RawClient; next: () => string }[] = []
for (let i = 0; i < plan.connections; i++) {
  const entry = { client: undefined as unknown as RawClient, next: messages(i) }
  const more = () => {
    acknowledged++
    if (!stopped) entry.client.publish(entry.next())
  }
  entry.client = await rawClient(plan.port, `${spool}-${i}`, topics.up('Z0', gatewayName(i)), more)
  clients.push(entry)
}

const started = performance.now()
const tell = (done: boolean) =>
  process.send?.({ acknowledged, elapsed: performance.now() - started, done } satisfies PublisherNews)
const telling = setInterval(() => tell(false), 250)
for (const { client, next } of clients) for (let i = 0; i < plan.window; i++) client.publish(next())
setTimeout(() => {
  stopped = true
  setTimeout(() => {
    clearInterval(telling)
    tell(true)
    for (const { client } of clients) client.close()
    setTimeout(() => process.exit(0), 100)
  }, 500)
}, plan.seconds * 1000)
