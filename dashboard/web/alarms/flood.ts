import { PRIORITIES, type Priority } from '../../../model/alarm.ts'
import type { Instant } from '../../../model/time.ts'
import { type AlarmRow, isUnacked } from './order.ts'

/** Alarms within ten minutes that make a flood, and below which it is over (ISA-18.2, ux.md §3.7). */
export const FLOOD_BEGINS = 10
export const FLOOD_ENDS = 5
export const FLOOD_WINDOW = 600_000

/** How many alarms were raised in the ten minutes before `now`. */
export function raisedLately(rows: readonly AlarmRow[], now: Instant): number {
  return rows.filter(({ alarm }) => alarm.raisedAt > now - FLOOD_WINDOW && alarm.raisedAt <= now).length
}

/** Whether there is a flood, when there was one (`before`) or not: it does not flicker around its limit. */
export function isFlood(raised: number, before: boolean): boolean {
  return raised > FLOOD_BEGINS || (before && raised >= FLOOD_ENDS)
}

/** Alarms of one zone that are not worth a line each. */
export interface AlarmGroup {
  /** The zone's id; empty for alarms of no zone. */
  zone: string
  rows: AlarmRow[]
  unacked: AlarmRow[]
  counts: Record<Priority, number>
  worst: Priority
  first: Instant
}

export type FloodLine = { row: AlarmRow } | { group: AlarmGroup }

/**
 * The list in a flood: priorities 1 and 2 one by one, the rest by zone, each group where its worst alarm would be.
 * A group of one is that one.
 */
export function floodLines(rows: readonly AlarmRow[], open: ReadonlySet<string>): FloodLine[] {
  const groups = new Map<string, AlarmGroup>()
  const lines: FloodLine[] = []
  for (const row of rows) {
    if (row.alarm.priority <= 2) {
      lines.push({ row })
      continue
    }
    const zone = row.alarm.zone ?? ''
    let group = groups.get(zone)
    if (!group) {
      group = {
        zone,
        rows: [],
        unacked: [],
        counts: { 1: 0, 2: 0, 3: 0, 4: 0 },
        worst: 4,
        first: Number.POSITIVE_INFINITY,
      }
      groups.set(zone, group)
      lines.push({ group })
    }
    group.rows.push(row)
    if (isUnacked(row.state)) group.unacked.push(row)
    group.counts[row.alarm.priority]++
    group.worst = Math.min(group.worst, row.alarm.priority) as Priority
    group.first = Math.min(group.first, row.alarm.raisedAt)
  }
  return lines.flatMap((line): FloodLine[] => {
    if (!('group' in line)) return [line]
    const { group } = line
    if (group.rows.length === 1) return [{ row: group.rows[0]! }]
    return open.has(group.zone) ? [line, ...group.rows.map(row => ({ row }))] : [line]
  })
}

/** The first alarm of each incident of several: what came first is nearest to the cause. */
export function firstOuts(rows: readonly AlarmRow[]): ReadonlySet<string> {
  const incidents = new Map<string, { first: AlarmRow; n: number }>()
  for (const row of rows) {
    const { incident } = row.alarm
    if (incident === undefined) continue
    const known = incidents.get(incident)
    if (!known) incidents.set(incident, { first: row, n: 1 })
    else {
      known.n++
      if (row.alarm.raisedAt < known.first.alarm.raisedAt) known.first = row
    }
  }
  return new Set([...incidents.values()].flatMap(({ first, n }) => (n > 1 ? [first.alarm.id] : [])))
}

/** `◆3 × 12　●4 × 3` */
export function countWords(counts: Record<Priority, number>, glyphs: Record<Priority, string>): string {
  return PRIORITIES.filter(p => counts[p] > 0)
    .map(p => `${glyphs[p]}${p} × ${counts[p]}`)
    .join('　')
}
