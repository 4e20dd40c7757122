import { type Alarm, type AlarmState, alarmState, type Priority } from '../../../model/alarm.ts'
import type { Instant } from '../../../model/time.ts'

/** An alarm as a row: with the state it has now. */
export interface AlarmRow {
  alarm: Alarm
  state: AlarmState
}

/** What stands in the operator's list; the rest is set aside by somebody or by design. */
export const isStanding = (state: AlarmState): boolean =>
  state === 'UNACK' || state === 'ACKED' || state === 'RTNUN'

export const isUnacked = (state: AlarmState): boolean => state === 'UNACK' || state === 'RTNUN'

/** Shelved, suppressed or out of service: not in the list, never out of sight. */
export const isSetAside = (state: AlarmState): boolean =>
  state === 'SHLVD' || state === 'DSUPR' || state === 'OOSRV'

const rank = (state: AlarmState) => (state === 'UNACK' ? 0 : state === 'RTNUN' ? 1 : 2)

/** Unacknowledged first, then priority, then the newest; the id decides what is left, so that rows never swap. */
export function compareRows(a: AlarmRow, b: AlarmRow): number {
  const unacked = Number(rank(a.state) === 2) - Number(rank(b.state) === 2)
  return (
    unacked ||
    a.alarm.priority - b.alarm.priority ||
    rank(a.state) - rank(b.state) ||
    b.alarm.raisedAt - a.alarm.raisedAt ||
    (a.alarm.id < b.alarm.id ? -1 : 1)
  )
}

/** Alarms as rows with their states at `now`, in the operator's order. */
export function rowsOf(alarms: readonly Alarm[], now: Instant): AlarmRow[] {
  return alarms.map(alarm => ({ alarm, state: alarmState(alarm, now) })).sort(compareRows)
}

export interface Counts {
  /** Standing, by priority 1–4. */
  standing: Record<Priority, number>
  unacked: Record<Priority, number>
  setAside: Record<Priority, number>
}

/** Counted over everything there is, whatever is filtered on the screen. */
export function countsOf(rows: readonly AlarmRow[]): Counts {
  const none = () => ({ 1: 0, 2: 0, 3: 0, 4: 0 })
  const counts: Counts = { standing: none(), unacked: none(), setAside: none() }
  for (const { alarm, state } of rows) {
    if (isStanding(state)) counts.standing[alarm.priority]++
    if (isUnacked(state)) counts.unacked[alarm.priority]++
    if (isSetAside(state)) counts.setAside[alarm.priority]++
  }
  return counts
}

export const total = (counts: Record<Priority, number>): number =>
  counts[1] + counts[2] + counts[3] + counts[4]
