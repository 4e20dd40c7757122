import type { Actor } from '../../model/rights.ts'
import type { Instant } from '../../model/time.ts'
import type { Fact } from '../fact.ts'
import { type State, wholeOf } from '../state.ts'
import type { Context } from './context.ts'
import { nextId } from './next-id.ts'
import { type Outcome, refuse } from './outcome.ts'

/** A person puts an alarm into another incident, or into one of its own. */
export function decideSplit(
  state: State,
  id: string,
  wish: { alarm: string; into?: string; why: string },
  actor: Pick<Actor, 'id'>,
  context: Context,
  now: Instant,
): Outcome {
  const from = state.incidents.get(id)
  if (!from) return refuse(404, 'unknown-incident', `there is no incident ${id}`)
  const alarm = state.alarms.get(wish.alarm)
  if (!alarm || !from.alarms.includes(wish.alarm)) {
    return refuse(404, 'unknown-alarm', `${wish.alarm} is not in ${id}`)
  }
  const into = wish.into === undefined ? undefined : state.incidents.get(wish.into)
  if (wish.into !== undefined && !into) {
    return refuse(404, 'unknown-incident', `there is no incident ${wish.into}`)
  }
  const target = into?.id ?? nextId(state, 'IN', context, now)
  const facts: Fact[] = [{ type: 'incident.left', id, alarm: wish.alarm, by: actor.id, why: wish.why }]
  if (into) {
    const on = into.ticket ? { ticket: into.ticket, priority: alarm.priority } : {}
    facts.push({ type: 'incident.joined', id: target, alarm: wish.alarm, at: alarm.raisedAt, ...on })
  } else {
    const { family, scope } = from
    const cause = { alarm: alarm.id, kind: alarm.kind, rank: 1 }
    const times = { openedAt: alarm.raisedAt, lastAt: alarm.raisedAt }
    const incident = { id: target, family, scope, ...times, alarms: [alarm.id], cause }
    facts.push({ type: 'incident.opened', incident })
  }
  const left = from.ticket === undefined ? undefined : state.tickets.get(from.ticket)?.ticket
  if (left) {
    const alarms = left.alarms.filter(one => one !== wish.alarm)
    facts.push({ type: 'ticket.changed', id: left.id, set: { alarms } })
  }
  return { facts }
}

/** A person finds that two incidents are one: the alarms of the first go into the second. */
export function decideMerge(
  state: State,
  id: string,
  wish: { into: string; why: string },
  actor: Pick<Actor, 'id'>,
  now: Instant,
): Outcome {
  const from = state.incidents.get(id)
  const into = state.incidents.has(wish.into) ? wholeOf(state, wish.into) : undefined
  if (!from || !into || from === into) return refuse(404, 'unknown-incident', 'name two incidents that exist')
  if (from.mergedInto) return refuse(409, 'already-merged', `it is part of ${from.mergedInto}`)
  const facts: Fact[] = [{ type: 'incident.merged', id, into: into.id, by: actor.id, why: wish.why }]
  const ticket = into.ticket
  if (!ticket && from.ticket) facts.push({ type: 'incident.ticketed', id: into.id, ticket: from.ticket })
  for (const alarm of from.alarms) {
    const at = state.alarms.get(alarm)?.raisedAt ?? now
    facts.push({ type: 'incident.joined', id: into.id, alarm, at, ...(ticket ? { ticket } : {}) })
  }
  if (into.ticket && from.ticket && into.ticket !== from.ticket) {
    const twin = state.tickets.get(from.ticket)
    const related = [...(twin?.ticket.related ?? []), { ticket: into.ticket, why: 'duplicate' as const }]
    facts.push({ type: 'ticket.changed', id: from.ticket, set: { related } })
  }
  return { facts }
}
