import { type Alarm, alarmState } from '../../model/alarm.ts'
import { type Instant, MINUTE } from '../../model/time.ts'
import type { Places } from '../places.ts'
import { floodsOf } from './figures.ts'

/** Alarms grouped for an operator who cannot read them one by one: zone, then station, then asset. */
export interface FloodView {
  flood: boolean
  since?: Instant
  groups: FloodGroup[]
}

export interface FloodGroup {
  zone?: string
  station?: string
  asset?: string
  count: number
  /** Highest priority in it. */
  priority: number
  /** The alarm that came first: often the cause. */
  firstOut: string
  alarms: string[]
}

/** Look back for telling a flood. */
const WINDOW = 60 * MINUTE

/** Whether alarms come faster than anybody can read them, and the announced ones by place, the first of each marked. */
export function floodView(alarms: Iterable<Alarm>, places: Places, now: Instant): FloodView {
  const announced = [...alarms].filter(alarm => {
    const state = alarmState(alarm, now)
    return state === 'UNACK' || state === 'ACKED' || state === 'RTNUN'
  })
  announced.sort((a, b) => a.raisedAt - b.raisedAt)
  const recent = announced.filter(({ raisedAt }) => raisedAt > now - WINDOW).map(({ raisedAt }) => raisedAt)
  const flood = floodsOf(recent).at(-1)
  const standing = flood !== undefined && now - flood.to < 10 * MINUTE
  return { flood: standing, ...(standing ? { since: flood.from } : {}), groups: groupsOf(announced, places) }
}

function groupsOf(announced: readonly Alarm[], places: Places): FloodGroup[] {
  const groups = new Map<string, FloodGroup>()
  for (const alarm of announced) {
    const { zone, station, asset } = places.of(alarm)
    const where =
      zone !== undefined
        ? { zone }
        : station !== undefined
          ? { station }
          : asset !== undefined
            ? { asset }
            : {}
    const key = Object.values(where)[0] ?? alarm.kind
    const group = groups.get(key)
    if (!group) {
      const { id, priority } = alarm
      groups.set(key, { ...where, count: 1, priority, firstOut: id, alarms: [id] })
    } else {
      group.count++
      group.priority = Math.min(group.priority, alarm.priority)
      group.alarms.push(alarm.id)
    }
  }
  return [...groups.values()].sort((a, b) => a.priority - b.priority || b.count - a.count)
}
