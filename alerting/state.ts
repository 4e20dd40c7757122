import type { Alarm } from '../model/alarm.ts'
import { isOpen } from '../model/ticket.ts'
import type { Family } from './alarm/catalogue.ts'
import { type Condition, heardAfter } from './alarm/from-detection.ts'
import { transition } from './alarm/transition.ts'
import type { Fact } from './fact.ts'
import type { Incident } from './incident/incident.ts'
import { WHOLE_SITE } from './incident/join.ts'
import { applyToTicket } from './ticket/apply.ts'
import type { TicketRecord } from './ticket/record.ts'

/** Everything alerting knows: folded from the journal and from nothing else. */
export interface State {
  alarms: Map<string, Alarm>
  heard: Map<string, Condition>
  incidents: Map<string, Incident>
  /** Ids of the incidents that were opened in a family and scope, oldest first: `family scope`. */
  scopes: Map<string, string[]>
  tickets: Map<string, TicketRecord>
  /** How many ids of each day have been given out, by `dayKey`. */
  numbers: Map<string, number>
}

/** Nothing has happened yet. */
export function emptyState(): State {
  return {
    alarms: new Map(),
    heard: new Map(),
    incidents: new Map(),
    scopes: new Map(),
    tickets: new Map(),
    numbers: new Map(),
  }
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
      index(state, fact.incident)
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
      state.tickets.set(fact.ticket.id, applyToTicket(undefined, fact)!)
      return
    default: {
      const record = applyToTicket(state.tickets.get(fact.id), fact)
      if (record) state.tickets.set(fact.id, record)
    }
  }
}

/** Incidents of a family and scope (or of the whole site) that something can still belong to. */
export function openIncidents(state: State, family: Family, scope: string): Incident[] {
  const keys =
    scope === WHOLE_SITE
      ? [...state.scopes.keys()].filter(key => key.startsWith(`${family} `))
      : [`${family} ${scope}`, `${family} ${WHOLE_SITE}`]
  return keys
    .flatMap(key => state.scopes.get(key) ?? [])
    .map(id => state.incidents.get(id)!)
    .filter(incident => isStanding(state, incident))
}

/** Whether something of the incident still stands: an alarm, or its ticket. */
export function isStanding(state: State, incident: Incident): boolean {
  return incident.alarms.some(id => state.alarms.get(id)?.active) || hasOpenTicket(state, incident)
}

/** Whether the incident's ticket is still worked on. */
export function hasOpenTicket(state: State, { ticket }: Incident): boolean {
  const record = ticket === undefined ? undefined : state.tickets.get(ticket)
  return record !== undefined && isOpen(record.ticket)
}

function index(state: State, incident: Incident): void {
  const key = `${incident.family} ${incident.scope}`
  const before = state.scopes.get(key) ?? []
  state.scopes.set(key, [...before.filter(id => isStanding(state, state.incidents.get(id)!)), incident.id])
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
