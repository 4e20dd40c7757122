import type { Point } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import { SECOND } from '../../model/time.ts'
import { routeOf } from '../check.ts'
import type { MeterDialect } from '../cjt188/meters.ts'
import { type Linear, linearOf } from '../decode/linear.ts'
import type { Device, Line } from '../devices.ts'
import { plan, type Read, type Slot, slotsOf } from '../plan.ts'
import type { Order, Profile, ProfilePoint } from '../profile.ts'
import type { ReportRule } from '../report.ts'

/** Where one profile key's value goes. */
export interface Route {
  key: string
  point: string
  /** Unit set on the device; undefined: the profile's. */
  unit: string | undefined
  rule: ReportRule
  /** The short way to its value, where there is one. */
  linear: (Linear & { index: number }) | undefined
}

/** A device made ready to be polled; nothing in it changes. */
export interface Target {
  id: string
  unit: number
  address: string | undefined
  dialect: MeterDialect
  timeZone: string
  period: number
  timeout: number
  delayBetween: number
  profile: Profile
  points: ReadonlyMap<string, ProfilePoint>
  slots: readonly Slot[]
  reads: readonly Read[]
  routes: readonly Route[]
  order: Order | undefined
  maxRegisters: number
  maxGap: number
  /** Where in its period its turn is, so that many devices do not all speak at once. */
  phase: Instant
}

/** Registers a request costs on a serial line, where its own bytes and silences take line time. */
const SERIAL_GAP = 12

/** Prepares a checked device. */
export function targetOf(
  device: Device,
  line: Line,
  profile: Profile,
  points: ReadonlyMap<string, Point>,
  timeZone: string,
): Target {
  const slots = profile.protocol === 'modbus' ? slotsOf(profile, Object.keys(device.points)) : []
  const maxRegisters = Math.min(profile.maxRegisters, device.maxRegisters ?? 125)
  const maxGap = line.tcp === undefined ? Math.min(profile.maxGap, SERIAL_GAP) : profile.maxGap
  const period = device.period * SECOND
  const offered = new Map(profile.points.map(point => [point.key, point]))
  return {
    id: device.id,
    unit: device.unit,
    address: device.address,
    dialect: profile.meter ?? { type: 0x10, swapIdentifier: false },
    timeZone,
    period,
    timeout: device.timeout ?? line.timeout,
    delayBetween: device.delayBetween ?? line.delayBetween,
    profile,
    points: offered,
    slots,
    reads: plan(slots, { maxRegisters, maxGap }),
    routes: Object.entries(device.points).map(([key, route]) => {
      const { point, unit, deadband, heartbeat } = routeOf(route)
      const known = points.get(point)
      return {
        key,
        point,
        unit,
        linear: shortWay(linearOf(offered.get(key)!, unit), slots, key),
        rule: {
          deadband: deadband ?? known?.deadband ?? 0,
          heartbeat: heartbeat === undefined ? (known?.period ?? period) : heartbeat * SECOND,
        },
      }
    }),
    order: device.order ?? profile.order,
    maxRegisters,
    maxGap,
    phase: spread(device.id) * period,
  }
}

function shortWay(linear: Linear | undefined, slots: readonly Slot[], key: string) {
  const slot = slots.find(one => one.key === key)
  return linear && slot && { ...linear, index: slot.index }
}

/** A number in [0, 1) that stays the same for an id (FNV-1a). */
function spread(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0
  return hash / 2 ** 32
}
