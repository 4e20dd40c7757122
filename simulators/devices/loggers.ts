import { type Instant, MINUTE } from '../../model/time.ts'
import { fromSi } from '../../model/units.ts'
import type { TimeSource } from '../../runtime/time.ts'
import { hashText, hashUnit } from '../random.ts'
import { shown } from './instrument.ts'
import type { LoggerPlan } from './plan.ts'
import type { Uplink } from './uplink.ts'
import type { World } from './world.ts'

/** ThingsBoard's gateway form: device name → values with their time. */
type Telemetry = Record<string, { ts: Instant; values: Record<string, number> }[]>

export const LOGGER_TOPIC = 'v1/gateway/telemetry'

/** A logger remembers a day of minutes when it cannot send. */
const MEMORY = 1_440
/** Rows of one message, so that a backlog does not become one huge message. */
const MOST_ROWS = 2_000

/** Pressure loggers: a value when they start and each minute in MPa, sent together, kept while there is no way. */
export function runLoggers(
  plans: readonly LoggerPlan[],
  world: World,
  uplink: Uplink,
  time: TimeSource,
): { stop(): void } {
  const memory = new Map<string, Telemetry[string]>(plans.map(plan => [plan.id, []]))
  const frozen = new Map<string, number>()
  const measureAll = (starting: boolean) => {
    const now = time.now()
    for (const plan of plans) {
      const rows = memory.get(plan.id)!
      rows.push(measure(plan, world, now, frozen, starting))
      if (rows.length > MEMORY) rows.shift()
    }
  }
  let sending = Promise.resolve()
  const send = () => {
    sending = sending.then(() => {
      const ready = plans.filter(plan => !world.troubles.isSilent(plan.id, plan.zone))
      return sendAll(ready, memory, uplink)
    })
    return sending
  }
  measureAll(true)
  uplink.onConnected(send)
  const cancel = time.every(MINUTE, () => {
    measureAll(false)
    return send()
  })
  return { stop: cancel }
}

/** What a logger shows of its node, MPa. */
export function loggerPressure({ id, node }: LoggerPlan, world: World, at: Instant): number {
  const metres = shown(hashText(id), at, world.pressure(node), { noise: 0.05, resolution: 0.01, drift: 0.08 })
  return Math.round(fromSi(metres, 'MPa') * 10_000) / 10_000
}

function measure(
  plan: LoggerPlan,
  world: World,
  now: Instant,
  frozen: Map<string, number>,
  starting: boolean,
): Telemetry[string][number] {
  const stuck = world.troubles.stuck.has(plan.id)
  const pressure = (stuck && frozen.get(plan.id)) || loggerPressure(plan, world, now)
  frozen.set(plan.id, pressure)
  const battery = Math.round((3.62 - 0.12 * hashUnit(hashText(plan.id), 1)) * 100) / 100
  // Battery is told at the start and with the hour's first value.
  const withBattery = starting || now % (60 * MINUTE) < MINUTE
  const values: Record<string, number> = withBattery ? { pressure, battery } : { pressure }
  return { ts: now + world.troubles.clockOf(plan.id, plan.zone), values }
}

async function sendAll(
  plans: readonly LoggerPlan[],
  memory: Map<string, Telemetry[string]>,
  uplink: Uplink,
): Promise<void> {
  let message: Telemetry = {}
  let rows = 0
  const flush = async () => {
    const sent = rows === 0 || (await uplink.send(LOGGER_TOPIC, JSON.stringify(message)))
    if (sent) for (const [id, told] of Object.entries(message)) memory.get(id)!.splice(0, told.length)
    message = {}
    rows = 0
    return sent
  }
  for (const { id } of plans) {
    const waiting = memory.get(id)!
    if (waiting.length === 0) continue
    message[id] = [...waiting]
    rows += waiting.length
    if (rows >= MOST_ROWS && !(await flush())) return
  }
  await flush()
}
