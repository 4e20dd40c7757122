import type { Alarm } from '../../model/alarm.ts'
import type { AlarmEvent } from '../alarm/event.ts'
import { refusal } from '../alarm/transition.ts'
import type { State } from '../state.ts'
import { type Outcome, refuse } from './outcome.ts'

const SAYS: Record<string, string> = {
  'unknown-alarm': 'there is no such alarm',
  'already-acknowledged': 'somebody was faster',
  'note-required': 'an alarm of priority 1 is acknowledged with a note',
  'reason-required': 'say why',
  'end-not-after-now': 'the end must be in the future',
  'not-shelved': 'the alarm is not shelved',
  'not-out-of-service': 'the alarm is not out of service',
  'not-latched': 'the alarm is not latched',
  'still-active': 'the condition still holds',
}

/** What a person's action on an alarm comes to. */
export function decideAlarmCommand(state: State, id: string, event: AlarmEvent): Outcome {
  const alarm = state.alarms.get(id)
  const code = refusal(alarm, event)
  if (code === undefined) return { facts: [{ type: 'alarm', id, event }] }
  const status = code === 'unknown-alarm' ? 404 : code.endsWith('-required') ? 400 : 409
  return refuse(status, code, SAYS[code] ?? code, code === 'already-acknowledged' ? faster(alarm) : {})
}

function faster(alarm: Alarm | undefined): { by?: string; at?: number } {
  return alarm?.acked ? { by: alarm.acked.by, at: alarm.acked.at } : {}
}
