import { topicsOf } from '../../model/topics.ts'
import { batchText } from './message.ts'
import { BREACH, type BreachPlan, gatewayName, pointName, USUAL } from './plan.ts'
import { type RawClient, rawClient } from './raw-mqtt.ts'

/** Gateways whose every point is well, and then, on command, all beyond its limit in the same instant. */
const plan = JSON.parse(process.argv[2]!) as BreachPlan
const topics = topicsOf(plan.site)
const spool = `s${process.pid}`
let open = 0
let allTaken = () => {}
const clients: RawClient[] = []
for (let g = 0; g < plan.gateways; g++)
  clients.push(
    await rawClient(plan.port, `${spool}-${g}`, topics.up(`Z${g}`, gatewayName(g)), () => {
      if (--open === 0) allTaken()
    }),
  )

/** One batch a gateway with all of its points; resolves when each is acknowledged. */
function sendAll(seq: number, value: number): Promise<void> {
  const at = Date.now()
  const texts = clients.map((_, g) => {
    const points = Array.from({ length: plan.points }, (_, p) => pointName(g, p))
    return batchText({ gateway: gatewayName(g), spool, seq, sent: at }, points, at, i => value + i / 100)
  })
  open = clients.length
  process.send!({ began: Date.now() })
  for (const [g, client] of clients.entries()) client.publish(texts[g]!)
  return new Promise(resolve => (allTaken = resolve))
}

for (let seq = 1; seq <= plan.usual; seq++) {
  await sendAll(seq, USUAL)
  await new Promise(resolve => setTimeout(resolve, 1_000))
}
process.send!({ ready: true })
process.once('message', async () => {
  await sendAll(plan.usual + 1, BREACH)
  process.send!({ acknowledged: Date.now() })
})
process.once('disconnect', () => process.exit(0))
