import type { Point } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import { SECOND } from '../../model/time.ts'
import { routeOf } from '../check.ts'
import type { MeterDialect } from '../cjt188/meters.ts'
import { type Lines, linearOf, linesOf } from '../decode/linear.ts'
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
  /** The short way to the values of the routes, where there is one. */
  lines: Lines
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
  const routes = routesOf(device, points, period)
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
    routes,
    lines: linesOf(
      routes.map(({ key, unit }) => ({
        linear: linearOf(offered.get(key)!, unit),
        slot: slots.findIndex(slot => slot.key === key),
      })),
    ),
    order: device.order ?? profile.order,
    maxRegisters,
    maxGap,
    phase: spread(device.id) * period,
  }
}

function routesOf(device: Device, points: ReadonlyMap<string, Point>, period: number): Route[] {
  return Object.entries(device.points).map(([key, route]) => {
    const { point, unit, deadband, heartbeat } = routeOf(route)
    const known = points.get(point)
    return {
      key,
      point,
      unit,
      rule: {
        deadband: deadband ?? known?.deadband ?? 0,
        heartbeat: heartbeat === undefined ? (known?.period ?? period) : heartbeat * SECOND,
      },
    }
  })
}

/** A number in [0, 1) that stays the same for an id (FNV-1a, its bits mixed: ids that differ in a digit lie apart). */
function spread(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
