import mqtt from 'mqtt'
import { type Stored, toBatch } from '../../../model/reading.ts'
import { topicsOf } from '../../../model/topics.ts'
import { type CrashPlan, numbered } from './plan.ts'

/**
 * Gateways in a process of their own: each sends numbered readings and forgets a batch when it is stored, or, as a
 * simple device does, when the broker has acknowledged it.
 */
const plan = JSON.parse(process.argv[2]!) as CrashPlan
const topics = topicsOf('test')
const WINDOW = 40
/** A broker that has lost the subscription of ingest acknowledges and forgets: a gateway goes on asking. */
const PATIENCE = 1_500

/** Told that it is enough, the gateways send no new batches and end when everything is safe. */
let enough = false
process.on('message', () => {
  enough = true
})

async function runGateway(gateway: string) {
  const client = mqtt.connect(`mqtt://127.0.0.1:${plan.port}`, {
    clientId: gateway,
    clean: false,
    username: 'gw',
    password: 'gw',
    reconnectPeriod: 50,
    connectTimeout: 5_000,
  })
  client.on('error', () => {})
  const open = new Set<number>()
  let next = 1
  let finish = () => {}
  const finished = new Promise<void>(resolve => (finish = resolve))

  const send = (seq: number) => {
    open.add(seq)
    const readings = Array.from({ length: plan.size }, (_, i) => {
      const { n, at } = numbered(plan, seq, i)
      return { point: `${gateway}.flow`, at, value: n, quality: 'good' as const }
    })
    const head = { gateway, spool: 'spool', seq, oldest: Math.min(...open), sent: Date.now(), backlog: false }
    client.publish(topics.up('Z1', gateway), JSON.stringify(toBatch(head, readings)), { qos: 1 }, error => {
      if (!error && plan.trusts === 'puback') forget(n => n === seq)
    })
  }
  const fill = () => {
    while (client.connected && !enough && open.size < WINDOW) send(next++)
  }
  const forget = (done: (seq: number) => boolean) => {
    for (const seq of open) if (done(seq)) open.delete(seq)
    if (enough && open.size === 0) finish()
    else fill()
  }
  const again = () => {
    if (client.connected) for (const seq of open) send(seq)
    fill()
  }
  client.on('connect', () => {
    if (plan.trusts === 'stored') client.subscribe(topics.stored(gateway), { qos: 1 })
    again()
  })
  client.on('message', (_, payload) => {
    const stored = JSON.parse(payload.toString()) as Stored
    forget(seq => seq <= stored.seq)
  })
  let before = ''
  const stalled = setInterval(() => {
    const now = [...open].join()
    if (now === before) again()
    before = now
    if (enough && open.size === 0) finish()
  }, PATIENCE)
  await finished
  clearInterval(stalled)
  await client.endAsync(true)
  return next - 1
}

const batches = await Promise.all(plan.gateways.map(runGateway))
process.send?.(batches, () => process.exit(0))
