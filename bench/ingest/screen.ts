import WebSocket from 'ws'
import type { LiveMessage } from '../../model/live.ts'
import { topicsOf } from '../../model/topics.ts'
import { batchText } from './message.ts'
import { BREACH, gatewayName, pointName, type ScreenNews, type ScreenPlan, USUAL } from './plan.ts'
import { type RawClient, rawClient } from './raw-mqtt.ts'

/**
 * A process that is both ends of the chain: gateways that publish single readings at a rate, some of which begin to
 * breach, and the screen that waits for their alarms. One clock for both.
 */
const plan = JSON.parse(process.argv[2]!) as ScreenPlan
const topics = topicsOf(plan.site)
const spool = `s${process.pid}`
const PACE = 5
const WARM = 3_000

let acknowledged = 0
const gateways: { client: RawClient; seq: number; next: number }[] = []
for (let g = 0; g < plan.gateways; g++) {
  const client = await rawClient(plan.port, `${spool}-${g}`, topics.up(`Z${g}`, gatewayName(g)), () => {
    acknowledged++
  })
  gateways.push({ client, seq: 0, next: 0 })
}

const sentAt = new Map<string, number>()
const latencies: number[] = []
const heard = new Set<string>()
let repeated = 0
const socket = new WebSocket(`${plan.url.replace('http', 'ws')}/api/v1/live`, {
  headers: { authorization: `Bearer ${plan.token}` },
})
await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
socket.on('message', data => {
  const now = performance.now()
  const message = JSON.parse(String(data)) as LiveMessage
  if (message.type !== 'alarm') return
  const sent = sentAt.get(message.alarm.subject)
  if (sent === undefined || !message.alarm.kind.startsWith('pressure')) return
  if (heard.has(message.alarm.subject)) repeated++
  else latencies.push(now - sent)
  heard.add(message.alarm.subject)
})
socket.send(JSON.stringify({ type: 'subscribe', points: '*' }))

function send(g: number, point: string) {
  const gateway = gateways[g]!
  const seq = ++gateway.seq
  const at = Date.now()
  const value = sentAt.has(point) ? BREACH : USUAL + (seq % 100) / 50
  gateway.client.publish(
    batchText({ gateway: gatewayName(g), spool, seq, sent: at }, [point], at, () => value),
  )
}

const started = performance.now()
let sent = 0
let breached = 0
const pacing = setInterval(() => {
  const elapsed = performance.now() - started
  for (const due = (elapsed / 1_000) * plan.rate; sent < due; sent++) {
    const g = sent % plan.gateways
    const gateway = gateways[g]!
    send(g, pointName(g, gateway.next++ % plan.points))
  }
  for (const due = ((elapsed - WARM) / 1_000) * plan.breaches; breached < due; breached++) {
    const g = breached % plan.gateways
    const point = pointName(g, Math.floor(breached / plan.gateways))
    sentAt.set(point, performance.now())
    send(g, point)
  }
}, PACE)

setTimeout(
  () => {
    clearInterval(pacing)
    const rate = acknowledged / ((performance.now() - started) / 1_000)
    setTimeout(() => {
      latencies.sort((a, b) => a - b)
      process.send!({ latencies, breached, repeated, acknowledged: rate } satisfies ScreenNews)
      setTimeout(() => process.exit(0), 100)
    }, 3_000)
  },
  WARM + plan.seconds * 1_000,
)
