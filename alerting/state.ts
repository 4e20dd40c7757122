import type { Alarm } from '../model/alarm.ts'
import { isOpen } from '../model/ticket.ts'
import { type Condition, heardAfter } from './alarm/from-detection.ts'
import { transition } from './alarm/transition.ts'
import type { Fact } from './fact.ts'
import type { Incident } from './incident/incident.ts'
import { applyToTicket } from './ticket/apply.ts'
import type { TicketRecord } from './ticket/record.ts'

/** Everything alerting knows: folded from the journal and from nothing else. */
export interface State {
  alarms: Map<string, Alarm>
  heard: Map<string, Condition>
  incidents: Map<string, Incident>
  tickets: Map<string, TicketRecord>
  /** How many ids of each day have been given out, by `dayKey`. */
  numbers: Map<string, number>
}

/** Nothing has happened yet. */
export function emptyState(): State {
  return { alarms: new Map(), heard: new Map(), incidents: new Map(), tickets: new Map(), numbers: new Map() }
}

/** Takes one fact in. The maps change in place; the values in them never do. */
export function apply(state: State, fact: Fact): void {
  switch (fact.type) {
    case 'alarm': {
      const { id, event } = fact
      const alarm = transition(state.alarms.get(id), event)
      if (alarm) state.alarms.set(id, alarm)
      const heard = heardAfter(state.heard.get(id), event)
      if (heard) state.heard.set(id, heard)
      return
    }
    case 'incident.opened':
      count(state, fact.incident.id)
      state.incidents.set(fact.incident.id, fact.incident)
      return
    case 'incident.joined': {
      const incident = state.incidents.get(fact.id)
      if (incident) state.incidents.set(fact.id, joined(incident, fact))
      return
    }
    case 'incident.ticketed': {
      const incident = state.incidents.get(fact.id)
      if (incident) state.incidents.set(fact.id, { ...incident, ticket: fact.ticket })
      return
    }
    case 'ticket.opened':
      count(state, fact.ticket.id)
      state.tickets.set(fact.ticket.id, applyToTicket(undefined, fact)!)
      return
    default: {
      const record = applyToTicket(state.tickets.get(fact.id), fact)
      if (record) state.tickets.set(fact.id, record)
    }
  }
}

/** Incidents that something can still belong to. */
export function openIncidents(state: State): Incident[] {
  return [...state.incidents.values()].filter(
    incident => incident.alarms.some(id => state.alarms.get(id)?.active) || hasOpenTicket(state, incident),
  )
}

/** Whether the incident's ticket is still worked on. */
export function hasOpenTicket(state: State, { ticket }: Incident): boolean {
  const record = ticket === undefined ? undefined : state.tickets.get(ticket)
  return record !== undefined && isOpen(record.ticket)
}

function joined(
  incident: Incident,
  { alarm, at, cause }: Extract<Fact, { type: 'incident.joined' }>,
): Incident {
  return {
    ...incident,
    lastAt: Math.max(incident.lastAt, at),
    alarms: incident.alarms.includes(alarm) ? incident.alarms : [...incident.alarms, alarm],
    ...(cause ? { cause } : {}),
  }
}

function count(state: State, id: string): void {
  const cut = id.lastIndexOf('-')
  const day = id.slice(0, cut)
  state.numbers.set(day, Math.max(state.numbers.get(day) ?? 0, Number(id.slice(cut + 1))))
}
