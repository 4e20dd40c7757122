import type { Detection } from '../../../model/detection.ts'
import { type Instant, MINUTE } from '../../../model/time.ts'
import { type Context, NONE } from '../watch.ts'
import { explain } from './cause.ts'
import { type Device, devicesOf, judgeDevice } from './device.ts'
import { type Network, networksOf } from './network.ts'
import type { Presence } from './presence.ts'
import { commFailure, missingData } from './say.ts'

/** A communication failure that stands, and whom it explains. */
interface Cause {
  network: Network | undefined
  devices: Set<Device>
  /** Latest instant at which its devices can have fallen silent. */
  until: Instant
  detection: Detection
}

/** How long a loss waits for others that would show what the cause is, ms. */
const GRACE = 2 * MINUTE
/** Ticks further apart than this, and than three usual steps, mean that nobody listened in between. */
const BREAK = 3 * MINUTE

/**
 * Absence, one detection a cause. What is lost together is one `comm-failure` about what they share (site, gateway,
 * line, publishing source, zone) or about the device; a point that stays silent while its device speaks is
 * `missing-data`. A cause is over when half of its devices have spoken again; who stays away then is judged anew
 * after its own patience. Source: domain.md §8 COM-LOST (no data for more than 3 periods, at least 5 min); §3.3
 * (links never stand as process alarms).
 */
export function createAbsence(entries: readonly Presence[], context: Context) {
  const { sources } = context
  let devices: Device[] = []
  let networks = new Map<Device, Network[]>()
  let causes: Cause[] = []
  const missing = new Map<Presence, Detection>()
  const goneSince = new Map<string, Instant>()
  let inherited: Detection[] = []
  let listening = Number.NaN
  let last = Number.NaN
  let step = 0
  let stale = true

  /** Grouping again is put off to the next tick: at a start every gateway brings news. */
  const regroup = () => {
    stale = true
  }

  /** Says again what stood before a restart. */
  const group = (now: Instant): Detection[] => {
    if (!stale) return []
    stale = false
    devices = devicesOf(entries, sources, new Map(devices.map(device => [device.id, device])))
    const byId = new Map(devices.map(device => [device.id, device]))
    const all = networksOf(devices, context)
    const byKey = new Map(all.map(network => [network.key, network]))
    networks = new Map(devices.map(device => [device, []]))
    for (const network of all) for (const device of network.devices) networks.get(device)!.push(network)
    for (const cause of causes) {
      cause.network = cause.network && byKey.get(cause.network.key)
      cause.devices = new Set([...cause.devices].flatMap(({ id }) => byId.get(id) ?? []))
    }
    const taken = inherited.flatMap(detection => takenOver(detection, all, byId) ?? [])
    causes.push(...taken)
    inherited = []
    return taken.map(({ detection }) => ({ ...detection, at: now }))
  }

  const judgeAll = (now: Instant) => {
    const passed = now - last
    if (Number.isNaN(listening) || passed > Math.max(BREAK, 3 * step)) listening = now
    if (!Number.isNaN(passed)) step = passed
    last = now
    for (const device of devices) {
      const news = device.gateway === undefined ? undefined : sources.gateway(device.gateway)
      device.verdict = judgeDevice(device, news, listening, now)
      if (!device.verdict.gone) goneSince.delete(device.id)
      else if (!goneSince.has(device.id)) goneSince.set(device.id, now)
    }
  }

  const endCauses = (now: Instant): Detection[] => {
    const ended: Detection[] = []
    causes = causes.filter(({ devices: own, detection }) => {
      const away = [...own].filter(device => device.verdict.gone)
      if (2 * away.length > own.size) return true
      for (const device of away) {
        device.presumed = undefined
        device.excused = now + Math.max(GRACE, device.patience)
        device.verdict = { ...device.verdict, gone: false }
      }
      ended.push({ ...detection, at: now, active: false })
      return false
    })
    return ended
  }

  /** Whom a cause explains; devices that it has silenced too, but were to be told later, join it. */
  const explainedNow = (): Set<Device> => {
    const explained = new Set(causes.flatMap(cause => [...cause.devices]))
    // A device of one point that is told as missing has its alarm.
    for (const device of devices)
      if (device.members.length === 1 && missing.has(device.members[0]!)) explained.add(device)
    for (const { network, devices: own, until } of causes) {
      for (const device of network?.devices ?? []) {
        if (!device.verdict.gone || explained.has(device) || device.verdict.spoke > until) continue
        own.add(device)
        explained.add(device)
      }
    }
    return explained
  }

  const findCauses = (now: Instant, explained: Set<Device>): Detection[] => {
    const found: Detection[] = []
    let pending = devices.filter(device => device.verdict.gone && !explained.has(device))
    while (pending.length > 0) {
      const { network, devices: own, until, open } = explain(pending, networks, one => explained.has(one))
      const chosen = new Set(own)
      pending = pending.filter(device => !chosen.has(device))
      const waited = now - Math.min(...own.map(({ id }) => goneSince.get(id) ?? now))
      const waits = open && waited < GRACE
      // Nobody says that the device is lost: all that is known is that its only point has gone silent.
      const pointAlone = network === undefined && own[0]!.members.length === 1 && !own[0]!.verdict.told
      if (pointAlone && !waits) found.push(...miss(own[0]!.members[0]!, now))
      if (waits || pointAlone) continue
      for (const device of own) explained.add(device)
      const detection = commFailure({ network, devices: own }, context, now)
      causes.push({ network, devices: chosen, until, detection })
      found.push(detection)
    }
    return found
  }

  const miss = (entry: Presence, now: Instant): Detection[] => {
    if (missing.has(entry)) return []
    const detection = missingData(entry, listening, now)
    missing.set(entry, detection)
    return [detection]
  }

  /** Points, while their devices speak. */
  const judgePoints = (now: Instant): Detection[] => {
    const found: Detection[] = []
    for (const { members, verdict } of devices) {
      for (const entry of members) {
        const silent = isSilentAlone(entry, verdict.spoke, listening)
        entry.lost = verdict.gone || silent
        if (silent && !verdict.gone) found.push(...miss(entry, now))
        const said = missing.get(entry)
        if (!said || entry.lost) continue
        missing.delete(entry)
        found.push({ ...said, at: now, active: false })
      }
    }
    return found
  }

  const tick = (now: Instant): Detection[] => {
    const found = group(now)
    judgeAll(now)
    found.push(...endCauses(now), ...findCauses(now, explainedNow()), ...judgePoints(now))
    return found.length === 0 ? NONE : found
  }

  return {
    tick,
    regroup,
    /** Takes over the failures that stood before a restart; after history has been seen again. */
    resume: (known: readonly Detection[]) => {
      inherited = known.filter(({ kind, active }) => kind === 'comm-failure' && active)
      stale = true
    },
  }
}

/** The device has spoken since the point ought to have, and the point has not. */
function isSilentAlone(
  { seen, deadSince, patience, reported }: Presence,
  spoke: Instant,
  listening: Instant,
) {
  if (deadSince !== undefined && spoke >= deadSince + reported) return true
  // What never spoke is counted from when we began to listen.
  return spoke - (seen > listening ? seen : listening) >= patience
}

/** A failure that stood before a restart: whom it explained is away until it has spoken. */
function takenOver(
  detection: Detection,
  networks: readonly Network[],
  devices: ReadonlyMap<string, Device>,
): Cause | undefined {
  const { subject, evidence, at } = detection
  const network = networks.find(({ level, subject: id }) => level === evidence.level && id === subject)
  const device = devices.get(subject)
  const silent = (network?.devices ?? (device ? [device] : [])).filter(({ members }) =>
    members.every(({ seen }) => !(seen > at)),
  )
  for (const one of silent) one.presumed = at
  return silent.length > 0 ? { network, devices: new Set(silent), until: at, detection } : undefined
}
