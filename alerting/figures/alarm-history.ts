import type { Alarm } from '../../model/alarm.ts'
import type { Instant } from '../../model/time.ts'
import type { AlarmEvent } from '../alarm/event.ts'
import type { Journal } from '../journal/journal.ts'

/** One event of an alarm as the journal has it. */
export interface AlarmHistoryEvent {
  /** Its place in the journal. */
  seq: number
  at: Instant
  received: Instant
  actor: string
  type: AlarmEvent['type']
  alarm: string
  event: AlarmEvent
}

/** The events of a span, in the order of the journal; `after` goes on behind a place in it. */
export async function* alarmHistory(
  journal: Journal,
  { from, to, after = 0 }: { from: Instant; to: Instant; after?: number },
  wanted: (alarm: string) => boolean,
): AsyncGenerator<AlarmHistoryEvent> {
  const start = Math.max(after + 1, await journal.placeSince(from))
  for await (const { seq, at, received, actor, type, body } of journal.read(start)) {
    if (!type.startsWith('alarm.') || type === 'alarm.linked' || at < from || at >= to) continue
    const alarm = String(body.id)
    if (!wanted(alarm)) continue
    const event = body.event as AlarmEvent
    yield { seq, at, received, actor, type: event.type, alarm, event }
  }
}

/** `wanted` of the alarm itself; one that the state no longer has is not among them when anything is asked for. */
export function wantedBy(
  alarms: ReadonlyMap<string, Alarm>,
  matches: (alarm: Alarm) => boolean,
): (id: string) => boolean {
  return id => {
    const alarm = alarms.get(id)
    return alarm !== undefined && matches(alarm)
  }
}
