import type { Alarm } from '../../model/alarm.ts'
import type { AlarmEvent, AlarmEventType } from './event.ts'

type EventOf<T extends AlarmEventType> = Extract<AlarmEvent, { type: T }>
type Row<T extends AlarmEventType> = {
  /** Why the event does not apply to the alarm as it stands; undefined when it does. */
  refused?: (alarm: Alarm, event: EventOf<T>) => string | undefined
  gives: (alarm: Alarm, event: EventOf<T>) => Alarm
}

/**
 * What each event does to the facts of an alarm (ISA-18.2; OPC UA Part 9 for the words). The state is never set:
 * `alarmState` derives it. Leaving a shelf, a suppression or out-of-service re-evaluates: a condition that still
 * holds must be acknowledged again, one that does not is normal (domain.md §3.1, rows E–G).
 */
const TABLE: { [T in AlarmEventType]: Row<T> } = {
  raised: {
    gives: (alarm, { start, about, evidence, chattering }) => {
      const fresh = { ...alarm, ...facts(about), active: true, unknown: false, raisedAt: start, evidence }
      if (chattering) return without({ ...fresh, chattering, count: alarm.count + 1 }, 'clearedAt')
      const count = alarm.acked ? 1 : alarm.count + 1
      return without({ ...fresh, count }, 'acked', 'clearedAt', 'incident', 'ticket', 'chattering')
    },
  },
  updated: { gives: (alarm, { evidence }) => ({ ...alarm, evidence }) },
  cleared: {
    refused: alarm => (alarm.active ? undefined : 'not-active'),
    gives: (alarm, { at, evidence }) => ({
      ...alarm,
      active: false,
      unknown: false,
      clearedAt: at,
      evidence,
    }),
  },
  lost: { gives: alarm => ({ ...alarm, unknown: true }) },
  regained: { gives: alarm => ({ ...alarm, unknown: false }) },
  acknowledged: {
    refused: (alarm, { note }) =>
      alarm.acked
        ? 'already-acknowledged'
        : alarm.priority === 1 && !note?.trim()
          ? 'note-required'
          : undefined,
    gives: (alarm, { at, by, note }) => ({ ...alarm, acked: { at, by, ...(note ? { note } : {}) } }),
  },
  shelved: {
    refused: (_, { at, until, reason }) =>
      until <= at ? 'end-not-after-now' : reason.trim() ? undefined : 'reason-required',
    gives: (alarm, { at, by, reason, until }) => ({ ...alarm, shelved: { at, by, reason, until } }),
  },
  unshelved: {
    refused: alarm => (alarm.shelved ? undefined : 'not-shelved'),
    gives: (alarm, { at, by }) => reevaluated(without(alarm, 'shelved'), at, by),
  },
  suppressed: { gives: (alarm, { rule }) => ({ ...alarm, suppressedBy: rule }) },
  released: {
    refused: alarm => (alarm.suppressedBy ? undefined : 'not-suppressed'),
    gives: (alarm, { at }) => reevaluated(without(alarm, 'suppressedBy'), at, 'system'),
  },
  removed: {
    refused: (_, { reason }) => (reason.trim() ? undefined : 'reason-required'),
    gives: (alarm, { at, by, reason }) => ({ ...alarm, outOfService: { at, by, reason } }),
  },
  returned: {
    refused: alarm => (alarm.outOfService ? undefined : 'not-out-of-service'),
    gives: (alarm, { at, by }) => reevaluated(without(alarm, 'outOfService'), at, by),
  },
  reset: {
    refused: alarm => (!alarm.latched ? 'not-latched' : alarm.active ? 'still-active' : undefined),
    gives: alarm => without(alarm, 'latched'),
  },
  commented: { gives: alarm => alarm },
  linked: {
    gives: (alarm, { incident, ticket }) => ({
      ...without(alarm, 'incident', 'ticket'),
      ...(incident ? { incident } : {}),
      ...(ticket ? { ticket } : {}),
    }),
  },
}

/** The alarm after `event`; the same alarm when the event does not apply (`refusal` says why). */
export function transition(alarm: Alarm | undefined, event: AlarmEvent): Alarm | undefined {
  if (!alarm) return event.type === 'raised' ? born(event) : undefined
  if (refusal(alarm, event)) return alarm
  return rowOf(event.type).gives(alarm, event)
}

/** Why an event cannot happen to this alarm: a code, or undefined when it can. */
export function refusal(alarm: Alarm | undefined, event: AlarmEvent): string | undefined {
  if (!alarm) return event.type === 'raised' ? undefined : 'unknown-alarm'
  return rowOf(event.type).refused?.(alarm, event)
}

// The table is typed row by row; picking one by a union of types loses the pairing that its key guarantees.
const rowOf = (type: AlarmEventType) => TABLE[type] as Row<AlarmEventType>

function born({ start, about, evidence }: EventOf<'raised'>): Alarm {
  return {
    id: `${about.kind}/${about.subject}`,
    ...facts(about),
    active: true,
    unknown: false,
    raisedAt: start,
    count: 1,
    evidence,
  }
}

function facts({ place, ...about }: EventOf<'raised'>['about']) {
  return place ? { ...about, at: place } : about
}

function reevaluated(alarm: Alarm, at: number, by: string): Alarm {
  return alarm.active || alarm.latched
    ? without(alarm, 'acked')
    : { ...alarm, acked: alarm.acked ?? { at, by } }
}

function without<K extends keyof Alarm>(alarm: Alarm, ...keys: K[]): Alarm {
  const rest = { ...alarm }
  for (const key of keys) delete rest[key]
  return rest
}
