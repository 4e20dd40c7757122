import type { Detection, Evidence } from '../../model/detection.ts'
import type { Instant } from '../../model/time.ts'
import type { Presence } from './presence.ts'
import { type Context, NONE } from './watch.ts'

/** Points that are lost together: of a device, or of a gateway. */
interface Group {
  id: string
  members: Presence[]
  /** Patience of its most frequent point: the group is judged by the one that would speak first. */
  patience: number
}

/**
 * Absence, one detection a cause. A silent gateway is `comm-failure` about the gateway; a device none of whose
 * points answer, about the device; only a point that is alone in its silence is `missing-data`. Source: domain.md
 * §8 COM-LOST (no data for more than 3 periods, at least 5 min); §3.3 (links never stand as process alarms).
 */
export function createAbsence(entries: readonly Presence[], context: Context) {
  let gateways: Group[] = []
  let devices: Group[] = []
  const standing = new Map<string, Detection>()
  let stale = true

  /** Grouping again is put off to the next tick: at a start every gateway brings news. */
  const regroup = () => {
    stale = true
  }
  const group = () => {
    if (!stale) return
    stale = false
    gateways = groups(entries, point => context.sources.of(point).gateway)
    devices = groups(entries, point => context.sources.of(point).device)
  }

  /** Marks who is lost at `now` and says what became true or untrue. */
  const tick = (now: Instant): Detection[] => {
    group()
    const wanted = new Map<string, Detection>()
    const explained = new Set<Presence>()
    for (const entry of entries) {
      // What never spoke is counted from when we began to listen.
      if (Number.isNaN(entry.seen)) entry.seen = now
      if (Number.isNaN(entry.heard)) entry.heard = now
      entry.lost = isLost(entry, now)
    }
    if (standing.size === 0 && !entries.some(entry => entry.lost)) return NONE
    const want = (kind: string, group: Group) => {
      const lost = group.members.filter(member => !explained.has(member))
      if (lost.length === 0) return
      for (const member of group.members) explained.add(member)
      wanted.set(`${kind}/${group.id}`, absence(kind, group, now))
    }
    for (const group of gateways)
      if (group.members.every(m => isSilent(m, group, now))) want('comm-failure', group)
    for (const group of devices) {
      const telling = group.members.length > 1 || group.members[0]?.deadSince !== undefined
      if (telling && group.members.every(m => m.lost || isUnseen(m, group, now))) want('comm-failure', group)
    }
    for (const entry of entries) {
      if (!entry.lost || explained.has(entry)) continue
      const alone = { id: entry.point.id, members: [entry], patience: entry.patience }
      wanted.set(`missing-data/${alone.id}`, absence('missing-data', alone, now))
    }
    for (const entry of explained) entry.lost = true
    return difference(standing, wanted, now)
  }

  return { tick, regroup, standing: standing as ReadonlyMap<string, Detection> }
}

const isLost = ({ seen, deadSince, patience, reported }: Presence, now: Instant) =>
  now - seen > patience || (deadSince !== undefined && now - deadSince >= reported)

const isSilent = ({ heard }: Presence, { patience }: Group, now: Instant) => now - heard > patience
const isUnseen = ({ seen }: Presence, { patience }: Group, now: Instant) => now - seen > patience

function groups(entries: readonly Presence[], nameOf: (point: string) => string | undefined): Group[] {
  const found = new Map<string, Group>()
  for (const entry of entries) {
    const id = nameOf(entry.point.id)
    if (id === undefined) continue
    const group = found.get(id)
    if (group) {
      group.members.push(entry)
      group.patience = Math.min(group.patience, entry.patience)
    } else found.set(id, { id, members: [entry], patience: entry.patience })
  }
  return [...found.values()]
}

function absence(kind: string, { id, members }: Group, now: Instant): Detection {
  const seen = members.reduce((last, m) => Math.max(last, m.seen), Number.NEGATIVE_INFINITY)
  const dead = members.flatMap(({ deadSince }) => deadSince ?? [])
  const start = dead.length > 0 ? Math.min(...dead) : seen
  const assets = new Set(members.map(({ point }) => point.asset))
  const zones = new Set(members.map(({ point }) => point.zone))
  const evidence: Evidence = {
    points: members.length,
    lastSeen: seen,
    silent: now - seen,
    reported: members.some(m => m.deadSince !== undefined),
  }
  const [asset] = assets
  const [zone] = zones
  return {
    kind,
    subject: id,
    start,
    at: now,
    active: true,
    ...(members.length === 1 ? { point: members[0]!.point.id } : {}),
    ...(assets.size === 1 && asset !== undefined ? { asset } : {}),
    ...(zones.size === 1 && zone !== undefined ? { zone } : {}),
    evidence,
  }
}

function difference(
  standing: Map<string, Detection>,
  wanted: Map<string, Detection>,
  now: Instant,
): Detection[] {
  const found: Detection[] = []
  for (const [key, detection] of wanted) {
    if (standing.has(key)) continue
    standing.set(key, detection)
    found.push(detection)
  }
  for (const [key, detection] of standing) {
    if (wanted.has(key)) continue
    standing.delete(key)
    found.push({ ...detection, at: now, active: false })
  }
  return found
}
