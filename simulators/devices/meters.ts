import { DAY, HOUR, type Instant, iso, SECOND } from '../../model/time.ts'
import type { TimeSource } from '../../runtime/time.ts'
import { hashText, hashUnit } from '../random.ts'
import type { TownCustomer } from '../town/customers.ts'
import { localTime } from '../town/patterns.ts'
import { hoursBefore, meterVolume } from './household.ts'
import type { MeterPlan } from './plan.ts'
import type { Uplink } from './uplink.ts'
import type { World } from './world.ts'

/** ChirpStack's application for the town's meters. */
export const METER_APPLICATION = 'c5f1a1de-7a0e-4d0c-9a51-000000005040'

export interface MeterRound {
  /** Every meter uploads now, whatever its turn: a flood after a break. */
  uploadAll(): void
  stop(): void
}

const LOOK = 10 * SECOND
/** Uploads a turn; the rest waits for the next one. */
const MOST_AT_ONCE = 500
/** Flow that a meter calls a burst after an hour, and how long any other leak takes until it is told, as iPERL has it. */
const BURST = 1
const LEAK_AFTER = 24 * HOUR

/** Smart meters: each sends the day's 24 hourly registers at its own second of the day, as a ChirpStack v4 uplink. */
export function runMeters(
  plans: readonly MeterPlan[],
  customers: ReadonlyMap<string, TownCustomer>,
  world: World,
  uplink: Uplink,
  time: TimeSource,
): MeterRound {
  const slots = plans
    .map(plan => ({ plan, at: Math.floor(hashUnit(hashText(plan.devEui), 3) * DAY) }))
    .sort((a, b) => a.at - b.at)
  const waiting = new Map<string, MeterPlan>()
  const told = new Map<string, boolean>()
  let looked = time.now()
  let frame = 0
  const due = (from: Instant, to: Instant) => {
    // A town that hurries may pass more than a day between two looks; once is enough then.
    if (to - from >= DAY) return slots.map(({ plan }) => plan)
    const start = localTime(from).hour * HOUR
    const end = start + (to - from)
    return slots
      .filter(({ at }) => (at > start && at <= end) || (at + DAY > start && at + DAY <= end))
      .map(({ plan }) => plan)
  }
  const cancel = time.every(LOOK, async () => {
    const now = time.now()
    for (const plan of due(looked, now)) waiting.set(plan.devEui, plan)
    looked = now
    for (const customer of world.troubles.householdLeaks.keys()) {
      const plan = plans.find(one => one.customer === customer)
      if (plan && leaks(world, customer, now) && !told.get(customer)) waiting.set(plan.devEui, plan)
    }
    for (const plan of [...waiting.values()].slice(0, MOST_AT_ONCE)) {
      if (world.troubles.isSilent(plan.devEui, plan.zone)) continue
      const leak = leaks(world, plan.customer, now)
      const body = uplinkOf(plan, customers.get(plan.customer)!, world, now, leak, ++frame)
      if (!(await uplink.send(`application/${METER_APPLICATION}/device/${plan.devEui}/event/up`, body)))
        return
      waiting.delete(plan.devEui)
      told.set(plan.customer, leak)
    }
  })
  return {
    uploadAll: () => {
      for (const plan of plans) waiting.set(plan.devEui, plan)
    },
    stop: cancel,
  }
}

function leaks(world: World, customer: string, now: Instant): boolean {
  const leak = world.troubles.householdLeaks.get(customer)
  if (!leak) return false
  return now - leak.since >= (leak.flow >= BURST ? HOUR : LEAK_AFTER)
}

/** What the meter's register shows: the household's use and whatever leaked behind the meter. */
export function registerAt(customer: TownCustomer, world: World, at: Instant): number {
  const leak = world.troubles.householdLeaks.get(customer.id)
  const leaked = leak ? (leak.flow * Math.max(0, at - leak.since)) / HOUR : 0
  return (
    Math.round((meterVolume(customer, at) + (world.counted.extra[customer.id] ?? 0) + leaked) * 1_000) / 1_000
  )
}

function uplinkOf(
  plan: MeterPlan,
  customer: TownCustomer,
  world: World,
  now: Instant,
  leak: boolean,
  frame: number,
): string {
  const wrong = world.troubles.clockOf(plan.devEui, plan.zone)
  const values = hoursBefore(now).map(at => ({
    time: iso(at + wrong),
    volume: registerAt(customer, world, at),
  }))
  const signal = -80 - Math.round(35 * hashUnit(hashText(plan.devEui), 5))
  return JSON.stringify({
    deduplicationId: dedupe(plan.devEui, now),
    time: iso(now),
    deviceInfo: {
      applicationId: METER_APPLICATION,
      applicationName: 'water-meters',
      deviceProfileName: 'W1',
      deviceName: plan.customer,
      devEui: plan.devEui,
    },
    adr: true,
    dr: 3,
    fCnt: frame % 65_536,
    fPort: 100,
    confirmed: false,
    object: { volume: registerAt(customer, world, now), leak, values },
    rxInfo: [{ gatewayId: '02ff00000000a1b2', rssi: signal, snr: 4 }],
    txInfo: { frequency: 486_300_000 },
  })
}

/** Names one uplink, in the form of a UUID. */
function dedupe(devEui: string, at: Instant): string {
  const hex = (text: string) => hashText(text).toString(16).padStart(8, '0')
  const tail = hex(`${at}${devEui}`) + hex(`${devEui}/${at}`)
  return `${hex(devEui)}-${tail.slice(0, 4)}-4${tail.slice(4, 7)}-8${tail.slice(7, 10)}-${devEui.slice(4)}`
}
