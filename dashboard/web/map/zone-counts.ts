import type { LngLat } from '../../../model/network.ts'
import { type AlarmRow, compareRows } from '../alarms/order.ts'
import type { Directory } from '../directory/directory.ts'
import { middleOf } from './middle.ts'

/** The alarms of a zone as one mark: the worst of them, and how many there are. */
export interface ZoneCount {
  zone: string
  at: LngLat
  worst: AlarmRow
  n: number
}

/** Badges that can be told apart on one screen; beyond, the city is counted by zone. */
const MOST_APART = 40

/** Whether alarms are told by zone: from afar, or where there are too many to be told apart. */
export function countsByZone(zoom: number, overview: number, places: number): boolean {
  return zoom < overview - 1.2 || (places > MOST_APART && zoom < overview + 1.2)
}

/** Standing alarms by zone, and those that belong to none that has a place. */
export function zoneCounts(
  rows: readonly AlarmRow[],
  directory: Directory,
): { counts: ZoneCount[]; rest: AlarmRow[] } {
  const counts = new Map<string, ZoneCount>()
  const rest: AlarmRow[] = []
  for (const row of rows) {
    const zone = zoneOf(row, directory)
    const known = zone === undefined ? undefined : counts.get(zone)
    if (known) {
      known.n++
      if (worse(row, known.worst)) known.worst = row
      continue
    }
    const at = zone === undefined ? undefined : middleOf(directory.zones.get(zone))
    if (zone === undefined || !at) rest.push(row)
    else counts.set(zone, { zone, at, worst: row, n: 1 })
  }
  return { counts: [...counts.values()], rest }
}

const zoneOf = ({ alarm }: AlarmRow, directory: Directory) =>
  alarm.zone ?? (alarm.asset === undefined ? undefined : directory.byId.get(alarm.asset)?.zone)

/** By priority before all: a priority 1 is never hidden behind a lesser one that nobody has seen yet. */
const worse = (a: AlarmRow, b: AlarmRow) =>
  a.alarm.priority !== b.alarm.priority ? a.alarm.priority < b.alarm.priority : compareRows(a, b) < 0
