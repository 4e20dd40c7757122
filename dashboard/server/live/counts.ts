import { type Alarm, alarmState } from '../../../model/alarm.ts'
import type { LiveCounts } from '../../../model/live.ts'
import type { Instant } from '../../../model/time.ts'

/** How many alarms of each priority ask for attention; shelved, suppressed and out-of-service ones do not. */
export function countAlarms(alarms: readonly Alarm[], now: Instant): LiveCounts {
  const counts: LiveCounts = { unacked: [0, 0, 0, 0], active: [0, 0, 0, 0] }
  for (const alarm of alarms) {
    const state = alarmState(alarm, now)
    const i = alarm.priority - 1
    if (state === 'UNACK' || state === 'RTNUN') counts.unacked[i]!++
    if (state === 'UNACK' || state === 'ACKED') counts.active[i]!++
  }
  return counts
}
