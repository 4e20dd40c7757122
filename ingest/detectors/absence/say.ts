import type { Detection, Evidence } from '../../../model/detection.ts'
import type { Instant } from '../../../model/time.ts'
import { aboutPoint, type Context } from '../watch.ts'
import type { Explanation } from './cause.ts'
import type { Device } from './device.ts'
import type { Presence } from './presence.ts'

/** The communication failure that these devices share. */
export function commFailure(
  { network, devices }: Pick<Explanation, 'network' | 'devices'>,
  { sources }: Pick<Context, 'sources'>,
  now: Instant,
): Detection {
  const members = devices.flatMap(device => device.members)
  const told = devices.filter(device => device.verdict.told !== undefined)
  const lastSeen = Math.max(...devices.map(device => device.verdict.spoke))
  const start = told.length > 0 ? Math.min(...told.map(device => device.verdict.until)) : lastSeen
  const level = network?.level ?? 'device'
  const cause = causeOf(devices[0]!, sources)
  const evidence: Evidence = {
    level,
    devices: devices.length,
    of: network?.devices.length ?? 1,
    points: members.length,
    lastSeen,
    silent: now - lastSeen,
    reported: told.length > 0,
    ...(cause === undefined ? {} : { cause }),
  }
  const [point] = members.length === 1 ? members : []
  const asset = only(members.map(({ point }) => point.asset))
  const zone = only(members.map(({ point }) => point.zone))
  return {
    kind: 'comm-failure',
    subject: network?.subject ?? devices[0]!.id,
    start,
    at: now,
    active: true,
    ...(point ? { point: point.point.id } : {}),
    ...(asset === undefined ? {} : { asset }),
    ...(zone === undefined ? {} : { zone }),
    evidence,
  }
}

/**
 * A point that stays silent, or unreadable, while its device speaks.
 * @param listening counted from when it has never spoken
 */
export function missingData(
  { point, seen, deadSince }: Presence,
  listening: Instant,
  now: Instant,
): Detection {
  const never = Number.isNaN(seen)
  const since = never ? listening : seen
  const reported = deadSince !== undefined
  const evidence = { points: 1, lastSeen: never ? null : seen, silent: now - since, reported }
  return {
    kind: 'missing-data',
    ...aboutPoint(point),
    start: deadSince ?? since,
    at: now,
    active: true,
    evidence,
  }
}

/** Why the gateway does not reach them, where it says so. */
function causeOf({ id, members }: Device, sources: Context['sources']): string | undefined {
  const { gateway, line } = sources.of(members[0]!.point.id)
  const causes = gateway === undefined ? undefined : sources.gateway(gateway)?.causes
  return (line === undefined ? undefined : causes?.get(line)) ?? causes?.get(id)
}

function only<T>(values: readonly T[]): T | undefined {
  const different = new Set(values)
  return different.size === 1 ? values[0] : undefined
}
