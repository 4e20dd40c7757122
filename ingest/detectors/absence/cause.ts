import type { Instant } from '../../../model/time.ts'
import type { Device } from './device.ts'
import { LEVELS, type Level, type Network } from './network.ts'

/** Devices lost by one cause: a network, or a device by itself. */
export interface Explanation {
  /** Undefined: the device alone. */
  network: Network | undefined
  devices: readonly Device[]
  /** Latest instant at which all of them can have fallen silent. */
  until: Instant
  /** Somebody who ought to have spoken soon would make the cause wider: it may be worth waiting. */
  open: boolean
}

/** So many devices that fall silent at once are no coincidence, though others of their network still speak. */
const NO_COINCIDENCE = 3

/**
 * The best explanation for these lost devices: the network that is lost as a whole and explains most of them; else
 * the line or zone of which several fell silent at the same moment; else the first of them alone.
 * @param lost devices beyond doubt gone and not yet explained; not empty
 * @param explained devices that another cause stands for
 */
export function explain(
  lost: readonly Device[],
  networks: ReadonlyMap<Device, readonly Network[]>,
  explained: (device: Device) => boolean,
): Explanation {
  const pending = new Set(lost)
  const shared = new Set(lost.flatMap(device => networks.get(device) ?? []))
  const found = [...shared].flatMap(network => judge(network, pending, explained) ?? [])
  const best = found.reduce<Judged | undefined>(
    (best, one) => (best === undefined || isBetter(one, best) ? one : best),
    undefined,
  )
  if (best) return { ...best, open: found.some(one => one.whole && one.covers + one.unsure > best.covers) }
  const [first] = lost
  const open = (networks.get(first!) ?? []).some(network => isOpen(network, first!, explained))
  return { network: undefined, devices: [first!], until: first!.verdict.until, open }
}

interface Judged extends Omit<Explanation, 'open'> {
  network: Network
  /** Nobody of the network has spoken since. */
  whole: boolean
  /** Devices that are gone or overdue, and those of which it is too early to say. */
  covers: number
  unsure: number
}

function judge(
  network: Network,
  pending: ReadonlySet<Device>,
  explained: (device: Device) => boolean,
): Judged | undefined {
  const { devices, until } = together(network.devices.filter(device => pending.has(device)))
  if (devices.length < 2) return undefined
  const chosen = new Set(devices)
  let alive = 0
  let late = 0
  let unsure = 0
  for (const device of network.devices) {
    if (chosen.has(device) || explained(device)) continue
    if (device.verdict.spoke > until) alive++
    else if (device.verdict.overdue) late++
    else unsure++
  }
  const covers = devices.length + late
  const whole = alive === 0 && covers >= unsure && isPossible(network, devices)
  const partly = network.level === 'line' || network.level === 'zone'
  if (!whole && !(partly && devices.length >= NO_COINCIDENCE)) return undefined
  return { network, devices, until, whole, covers, unsure }
}

/** A gateway that goes on telling of its one dead line is not lost itself. */
function isPossible({ level, branches }: Network, devices: readonly Device[]): boolean {
  if (level === 'site') return branches > 1
  return level !== 'gateway' || branches > 1 || devices.every(device => device.verdict.told !== 'device')
}

/** What a gateway tells of is close to the devices; what nobody tells of is lost further up. */
const NEAREST_FIRST: readonly Level[] = ['line', 'zone', 'publisher', 'gateway', 'site']

function isBetter(one: Judged, other: Judged): boolean {
  if (one.whole !== other.whole) return one.whole
  if (one.covers !== other.covers) return one.covers > other.covers
  const order = one.devices.some(device => device.verdict.told === 'device') ? NEAREST_FIRST : LEVELS
  return order.indexOf(one.network.level) < order.indexOf(other.network.level)
}

/** A neighbour has not answered either and is soon to be judged. */
function isOpen(network: Network, lost: Device, explained: (device: Device) => boolean): boolean {
  return network.devices.some(
    device =>
      device !== lost &&
      !explained(device) &&
      !device.verdict.gone &&
      device.verdict.overdue &&
      device.verdict.spoke <= lost.verdict.until,
  )
}

/** The most of these devices that can have fallen silent at one moment, and the latest such moment. */
function together(devices: readonly Device[]): { devices: Device[]; until: Instant } {
  const starts = devices.map(({ verdict }) => verdict.spoke).sort((a, b) => a - b)
  const ends = devices.map(({ verdict }) => verdict.until).sort((a, b) => a - b)
  let most = 0
  let moment = Number.NaN
  let over = 0
  for (const [i, at] of starts.entries()) {
    while (over < ends.length && ends[over]! < at) over++
    if (i + 1 - over <= most) continue
    most = i + 1 - over
    moment = at
  }
  const found = devices.filter(({ verdict: { spoke, until } }) => spoke <= moment && until >= moment)
  return {
    devices: found,
    until: found.reduce((first, { verdict }) => Math.min(first, verdict.until), Number.POSITIVE_INFINITY),
  }
}
