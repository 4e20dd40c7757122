import { topicsOf } from '../../model/topics.ts'
import { gatewayName, type PublisherNews, type PublisherPlan, pointName } from './plan.ts'
import { type RawClient, rawClient } from './raw-mqtt.ts'

/** Gateways in a process of their own, publishing as fast as they are acknowledged, or at a rate. */
const plan = JSON.parse(process.argv[2]!) as PublisherPlan
const topics = topicsOf('test')
const spool = `s${process.pid}`
let acknowledged = 0
let stopped = false

/** The messages of one gateway: value and time differ from message to message. */
function messages(connection: number): () => string {
  const gateway = gatewayName(connection)
  const all = Array.from({ length: plan.points }, (_, i) => pointName(connection, i))
  let seq = 0
  let next = 0
  return () => {
    seq++
    const now = Date.now()
    const points: string[] = []
    let rows = ''
    for (let i = 0; i < plan.size; i++) {
      points.push(all[next]!)
      next = (next + 1) % all.length
      rows += `${i === 0 ? '' : ','}[${i},${now + (seq % 5)},${(30 + ((seq * 7 + i) % 100) / 50).toFixed(2)},0]`
    }
    return `{"gateway":"${gateway}","spool":"${spool}","seq":${seq},"oldest":1,"sent":${now},"backlog":false,"points":${JSON.stringify(points)},"readings":[${rows}]}`
  }
}

const clients: { client: RawClient; next: () => string; open: number }[] = []
for (let i = 0; i < plan.connections; i++) {
  const entry = { client: undefined as unknown as RawClient, next: messages(i), open: 0 }
  const more = () => {
    acknowledged++
    entry.open--
    if (!stopped && plan.rate === undefined) send(entry)
  }
  entry.client = await rawClient(plan.port, `${spool}-${i}`, topics.up('Z0', gatewayName(i)), more)
  clients.push(entry)
}

function send(entry: (typeof clients)[number]) {
  entry.open++
  entry.client.publish(entry.next())
}

const started = performance.now()
const tell = (done: boolean) =>
  process.send?.({ acknowledged, elapsed: performance.now() - started, done } satisfies PublisherNews)
const telling = setInterval(() => tell(false), 250)
if (plan.rate === undefined) {
  for (const entry of clients) for (let i = 0; i < plan.window; i++) send(entry)
} else {
  let sent = 0
  const pacing = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1000) * plan.rate!)
    for (; sent < due && !stopped; sent++) send(clients[sent % clients.length]!)
    if (stopped) clearInterval(pacing)
  }, 5)
}
setTimeout(() => {
  stopped = true
  setTimeout(() => {
    clearInterval(telling)
    tell(true)
    for (const { client } of clients) client.close()
    setTimeout(() => process.exit(0), 100)
  }, 500)
}, plan.seconds * 1000)
