import type { Instant } from '../../../model/time.ts'
import type { GatewayNews, Sources } from '../sources.ts'
import type { Presence } from './presence.ts'

/** Points that are lost together because one thing with an address carries them. */
export interface Device {
  readonly id: string
  readonly members: readonly Presence[]
  readonly gateway: string | undefined
  /** Patience and period of its most frequent point, ms: the device is judged by the one that would speak first. */
  readonly patience: number
  readonly period: number
  readonly reported: number
  /** Until it has spoken it counts as lost: it was so before a restart. */
  presumed: Instant | undefined
  /** Not to be judged before: its link has just come back. */
  excused: Instant
  verdict: Verdict
}

/** What can be said of a device now. */
export interface Verdict {
  /** Last time it was heard with something usable, or since when we listen. */
  readonly spoke: Instant
  /** It is lost beyond doubt. */
  readonly gone: boolean
  /** Who told us so, rather than silence: the gateway of a device, or the will of a gateway. */
  readonly told: 'device' | 'gateway' | undefined
  /** When it can have fallen silent: between its last words and this. */
  readonly until: Instant
  /** It is gone or may be: it ought to have spoken by now. */
  readonly overdue: boolean
}

const ALIVE = Number.POSITIVE_INFINITY
/** A device with something to say every period is late after two of them and what the way may take, ms. */
const ON_THE_WAY = 15_000

/** The devices of these points. */
export function devicesOf(
  entries: readonly Presence[],
  sources: Sources,
  known: ReadonlyMap<string, Device>,
): Device[] {
  const groups = new Map<string, Presence[]>()
  for (const entry of entries) {
    const id = sources.of(entry.point.id).device ?? entry.point.id
    const own = groups.get(id)
    if (own) own.push(entry)
    else groups.set(id, [entry])
  }
  return [...groups].map(([id, members]) => {
    const before = known.get(id)
    return {
      id,
      members,
      gateway: sources.of(members[0]!.point.id).gateway,
      patience: Math.min(...members.map(member => member.patience)),
      period: Math.min(...members.map(member => member.point.period)),
      reported: Math.min(...members.map(member => member.reported)),
      presumed: before?.presumed,
      excused: before?.excused ?? Number.NEGATIVE_INFINITY,
      verdict: { spoke: Number.NaN, gone: false, told: undefined, until: ALIVE, overdue: false },
    }
  })
}

/** @param listening since when we have listened without a break */
export function judgeDevice(
  device: Device,
  news: GatewayNews | undefined,
  listening: Instant,
  now: Instant,
): Verdict {
  let said = Number.NEGATIVE_INFINITY
  let dead: Instant = ALIVE
  for (const { seen, deadSince } of device.members) {
    if (seen > said) said = seen
    if (deadSince !== undefined && deadSince < dead) dead = deadSince
  }
  if (device.presumed !== undefined && said > device.presumed) device.presumed = undefined
  const online = news?.online === true ? news.at : Number.NEGATIVE_INFINITY
  const spoke = Math.max(said, listening, online)
  // One point that a gateway cannot read is not a dead device: the others went on speaking.
  if (dead < said) dead = ALIVE
  const told = dead < ALIVE ? 'device' : news?.online === false && news.at >= said ? 'gateway' : undefined
  if (told === 'gateway') dead = news!.at
  const silence = now - spoke
  const gone =
    device.presumed !== undefined || silence > device.patience || (told && now - dead >= device.reported)
  return {
    spoke: said > Number.NEGATIVE_INFINITY ? said : spoke,
    gone: gone === true && now >= device.excused,
    told,
    until: told ? Math.max(dead, said) : Math.min(now, spoke + device.patience / 2),
    overdue: gone === true || told !== undefined || silence > 2 * device.period + ON_THE_WAY,
  }
}
