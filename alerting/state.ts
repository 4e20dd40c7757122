import type { Alarm } from '../model/alarm.ts'
import type { Notice } from '../model/notice.ts'
import { isOpen } from '../model/ticket.ts'
import type { Instant } from '../model/time.ts'
import type { Family } from './alarm/catalogue.ts'
import type { Condition } from './alarm/from-detection.ts'
import type { Handover } from './duty/handover.ts'
import type { Incident } from './incident/incident.ts'
import { WHOLE_SITE } from './incident/join.ts'
import { emptyOutbox, type Outbox } from './notify/message.ts'
import type { Policy } from './policy/schema.ts'
import type { TicketRecord } from './ticket/record.ts'

/** A duty when it was last done. */
export interface DutyDone {
  at: Instant
  by: string
  /** The time that has passed unused and was told of. */
  told?: Instant
}

/** Everything alerting knows: folded from the journal and from nothing else. */
export interface State {
  alarms: Map<string, Alarm>
  heard: Map<string, Condition>
  incidents: Map<string, Incident>
  /** Ids of the incidents that were opened in a family and scope, oldest first: `family scope`. */
  scopes: Map<string, string[]>
  tickets: Map<string, TicketRecord>
  /** Texts of the policies that tickets were opened under, by version. */
  policies: Map<string, Policy>
  notices: Map<string, Notice>
  outbox: Outbox
  /** When duties were last done, by `duty subject`. */
  duties: Map<string, DutyDone>
  /** Shifts handed over of late, oldest first. */
  handovers: readonly Handover[]
  /** Keys of escalation messages that have been queued. */
  escalated: Set<string>
  /** Standing alarms that suppress others. */
  causes: Set<string>
  /** Open tickets of work that suppresses alarms. */
  work: Set<string>
  /** Standing alarms that nobody has put into an incident yet: released, unshelved or back in service. */
  unattended: Set<string>
  /** A cause or work has come or gone: what it suppresses must be looked at again. */
  recheck: boolean
  /** When tickets were opened by telemetry of late, by family. */
  openings: readonly { family: Family; at: Instant }[]
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
    policies: new Map(),
    notices: new Map(),
    outbox: emptyOutbox(),
    duties: new Map(),
    handovers: [],
    escalated: new Set(),
    causes: new Set(),
    work: new Set(),
    unattended: new Set(),
    recheck: false,
    openings: [],
    numbers: new Map(),
  }
}

/** Incidents of a family and scope (or of the whole site) that something can still belong to. */
export function openIncidents(state: State, family: Family, scope: string): Incident[] {
  const keys =
    scope === WHOLE_SITE
      ? [...state.scopes.keys()].filter(key => key.startsWith(`${family} `))
      : [`${family} ${scope}`, `${family} ${WHOLE_SITE}`]
  const found = keys.flatMap(key => state.scopes.get(key) ?? []).map(id => wholeOf(state, id))
  return [...new Set(found)].filter(incident => isStanding(state, incident))
}

/** The incident that an id stands for now: the one it has become a part of, or itself. */
export function wholeOf(state: State, id: string): Incident {
  let incident = state.incidents.get(id)!
  while (incident.mergedInto !== undefined) incident = state.incidents.get(incident.mergedInto)!
  return incident
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
