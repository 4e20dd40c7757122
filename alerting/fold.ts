import { alarmState } from '../model/alarm.ts'
import { isOpen, type Ticket } from '../model/ticket.ts'
import { HOUR } from '../model/time.ts'
import type { AlarmEvent } from './alarm/event.ts'
import { heardAfter } from './alarm/from-detection.ts'
import { isSuppressingWork, isSuppressor } from './alarm/inhibition.ts'
import { transition } from './alarm/transition.ts'
import { applyToHandovers } from './duty/handover.ts'
import type { Fact } from './fact.ts'
import type { Incident } from './incident/incident.ts'
import { applyToNotice } from './notice/apply.ts'
import { applyToOutbox } from './notify/message.ts'
import { keptPolicy } from './policy/version.ts'
import { isStanding, type State, wholeOf } from './state.ts'
import { applyToTicket, withAlarm, withPriority } from './ticket/apply.ts'
import type { TicketRecord } from './ticket/record.ts'

/** Openings kept to tell a storm. */
const OPENINGS = 100

/** Takes one fact in. The maps change in place; the values in them never do. */
export function apply(state: State, fact: Fact): void {
  switch (fact.type) {
    case 'alarm':
      applyToAlarm(state, fact.id, fact.event)
      return
    case 'incident.opened':
      count(state, fact.incident.id)
      // A list of its own: what joins is appended in place (`joinIncident`).
      state.incidents.set(fact.incident.id, { ...fact.incident, alarms: [...fact.incident.alarms] })
      index(state, fact.incident)
      for (const alarm of fact.incident.alarms) link(state, alarm, fact.incident.id, fact.incident.ticket)
      return
    case 'incident.joined':
      joinIncident(state, fact)
      return
    case 'incident.ticketed':
      putOnTicket(state, fact.id, fact.ticket)
      return
    case 'incident.left': {
      const incident = state.incidents.get(fact.id)
      const alarms = incident?.alarms.filter(alarm => alarm !== fact.alarm) ?? []
      if (incident) state.incidents.set(fact.id, { ...incident, alarms })
      return
    }
    case 'incident.merged': {
      const incident = state.incidents.get(fact.id)
      if (incident) state.incidents.set(fact.id, { ...incident, alarms: [], mergedInto: fact.into })
      return
    }
    case 'ticket.opened':
      count(state, fact.ticket.id)
      put(state, applyToTicket(undefined, fact)!)
      opened(state, fact.ticket)
      return
    case 'policy.kept': {
      const policy = keptPolicy(fact.policy)
      if (policy) state.policies.set(fact.version, policy)
      return
    }
    case 'notice.drafted':
      count(state, fact.notice.id)
      state.notices.set(fact.notice.id, fact.notice)
      return
    case 'notice.approved':
    case 'notice.published':
    case 'notice.restored':
    case 'notice.withdrawn':
    case 'notice.extended':
    case 'notice.told': {
      const notice = applyToNotice(state.notices.get(fact.id), fact)
      if (notice) state.notices.set(fact.id, notice)
      return
    }
    case 'duty.done': {
      const key = `${fact.duty} ${fact.subject}`
      // A late report of an earlier round does not set the clock back.
      if (fact.at >= (state.duties.get(key)?.at ?? -Infinity)) {
        state.duties.set(key, { at: fact.at, by: fact.by })
      }
      return
    }
    case 'handover.begun':
      count(state, fact.handover.id)
      state.handovers = applyToHandovers(state.handovers, fact)
      return
    case 'handover.taken':
      state.handovers = applyToHandovers(state.handovers, fact)
      return
    case 'duty.overdue': {
      const key = `${fact.duty} ${fact.subject}`
      const done = state.duties.get(key)
      if (done) state.duties.set(key, { ...done, told: fact.due })
      return
    }
    case 'notify.queued':
      if (fact.message.topic === 'escalation') state.escalated.add(fact.message.key)
      applyToOutbox(state.outbox, fact)
      return
    case 'notify.sent':
    case 'notify.failed':
      applyToOutbox(state.outbox, fact)
      return
    default: {
      const record = applyToTicket(state.tickets.get(fact.id), fact)
      if (record) put(state, record)
    }
  }
}

/** Applies facts and whatever follows from them, until nothing does; returns all of them. */
export function carryOut(state: State, facts: readonly Fact[], follow: () => Fact[]): Fact[] {
  const all: Fact[] = []
  for (let next = facts; next.length > 0; next = follow()) {
    for (const fact of next) apply(state, fact)
    all.push(...next)
  }
  return all
}

function applyToAlarm(state: State, id: string, event: AlarmEvent): void {
  const before = state.alarms.get(id)
  const alarm = transition(before, event)
  if (alarm) {
    state.alarms.set(id, alarm)
    const waits = alarm.active && alarm.incident === undefined && alarmState(alarm, event.at) === 'UNACK'
    remember(state.unattended, id, waits && event.type !== 'linked')
    if (isSuppressor(alarm.kind) && before?.active !== alarm.active) {
      remember(state.causes, id, alarm.active)
      state.recheck = true
    }
  }
  const heard = heardAfter(state.heard.get(id), event)
  if (heard) state.heard.set(id, heard)
}

function put(state: State, record: TicketRecord): void {
  const { ticket } = record
  state.tickets.set(ticket.id, record)
  if (!isSuppressingWork(ticket.category)) return
  remember(state.work, ticket.id, isOpen(ticket))
  state.recheck = true
}

function opened(state: State, { openedAt, incident }: Ticket): void {
  const family = incident === undefined ? undefined : state.incidents.get(incident)?.family
  if (!family) return
  const recent = state.openings.filter(({ at }) => at > openedAt - HOUR)
  state.openings = [...recent, { family, at: openedAt }].slice(-OPENINGS)
}

function remember(set: Set<string>, id: string, is: boolean): void {
  if (is) set.add(id)
  else set.delete(id)
}

function index(state: State, incident: Incident): void {
  const key = `${incident.family} ${incident.scope}`
  const before = state.scopes.get(key) ?? []
  state.scopes.set(key, [...before.filter(id => isStanding(state, wholeOf(state, id))), incident.id])
}

function joinIncident(state: State, fact: Extract<Fact, { type: 'incident.joined' }>): void {
  const incident = state.incidents.get(fact.id)
  if (!incident) return
  const { alarm, at, cause, again, ticket, priority = 4 } = fact
  // Appended in place: in a storm thousands join, and copying the list each time would be quadratic.
  if (!again) incident.alarms.push(alarm)
  const lastAt = Math.max(incident.lastAt, at)
  state.incidents.set(fact.id, { ...incident, lastAt, ...(cause ? { cause } : {}) })
  link(state, alarm, fact.id, ticket)
  const record = ticket === undefined ? undefined : state.tickets.get(ticket)
  if (record) put(state, again ? withPriority(record, priority) : withAlarm(record, alarm, priority))
}

function putOnTicket(state: State, id: string, ticket: string): void {
  const incident = state.incidents.get(id)
  if (!incident) return
  state.incidents.set(id, { ...incident, ticket })
  let record = state.tickets.get(ticket)
  const known = new Set(record?.ticket.alarms)
  for (const alarm of incident.alarms) {
    link(state, alarm, id, ticket)
    if (record && !known.has(alarm)) {
      record = withAlarm(record, alarm, state.alarms.get(alarm)?.priority ?? 4)
    }
  }
  if (record) put(state, record)
}

function link(state: State, alarm: string, incident: string, ticket: string | undefined): void {
  const at = state.alarms.get(alarm)?.raisedAt ?? 0
  applyToAlarm(state, alarm, { type: 'linked', at, incident, ...(ticket ? { ticket } : {}) })
}

function count(state: State, id: string): void {
  const cut = id.lastIndexOf('-')
  const day = id.slice(0, cut)
  state.numbers.set(day, Math.max(state.numbers.get(day) ?? 0, Number(id.slice(cut + 1))))
}

/** The alarms and tickets that a fact changed, in the state after it. */
export function touchedBy(
  state: State,
  fact: Fact,
): { alarms: readonly string[]; tickets: readonly string[] } {
  switch (fact.type) {
    case 'alarm':
      return { alarms: [fact.id], tickets: [] }
    case 'incident.opened':
      return { alarms: fact.incident.alarms, tickets: [] }
    case 'incident.joined':
      return { alarms: [fact.alarm], tickets: fact.ticket ? [fact.ticket] : [] }
    case 'incident.ticketed':
      return { alarms: state.incidents.get(fact.id)?.alarms ?? [], tickets: [fact.ticket] }
    case 'incident.left':
      return { alarms: [fact.alarm], tickets: [] }
    case 'incident.merged':
      return { alarms: [], tickets: [] }
    case 'ticket.opened':
      return { alarms: [], tickets: [fact.ticket.id] }
    default:
      return fact.type.startsWith('ticket.') && 'id' in fact
        ? { alarms: [], tickets: [fact.id] }
        : { alarms: [], tickets: [] }
  }
}
