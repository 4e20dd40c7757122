import type { Actor } from '../../model/rights.ts'
import { isOpen } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Fact } from '../fact.ts'
import { type IncidentNearby, incidentsNearCall } from '../incident/near-call.ts'
import { hasOpenTicket, type State } from '../state.ts'
import { duplicatesOf, type Suggestion } from '../ticket/nearby.ts'
import { type Draft, openTicket } from '../ticket/open.ts'
import { placed } from '../ticket/placed.ts'
import type { Report } from '../ticket/record.ts'
import type { Context } from './context.ts'
import { linksOf } from './links.ts'
import { nextId } from './next-id.ts'
import { type Outcome, refuse } from './outcome.ts'

/** Opened, or added to the ticket it belongs to; and what else it might belong to. */
export type Opened = Outcome & { id?: string; suggestions?: Suggestion[]; incidents?: IncidentNearby[] }

/**
 * A ticket opened by hand, from a call or a patrol finding, or for an incident, whose alarms it takes along. Rework and
 * repeated complaints are linked.
 */
export function decideOpen(
  state: State,
  draft: Draft,
  actor: Pick<Actor, 'id'>,
  context: Context,
  now: Instant,
): Opened {
  const unknown = draft.alarms.find(alarm => !state.alarms.has(alarm))
  if (unknown) return refuse(404, 'unknown-alarm', `there is no alarm ${unknown}`)
  const taken = draft.alarms.map(alarm => ticketOf(state, alarm)).find(ticket => ticket !== undefined)
  if (taken) return refuse(409, 'ticket-exists', `these alarms are on ticket ${taken}`, { ticket: taken })
  const incident = draft.incident === undefined ? undefined : state.incidents.get(draft.incident)
  if (draft.incident !== undefined && !incident) {
    return refuse(404, 'unknown-incident', `there is no incident ${draft.incident}`)
  }
  if (incident && hasOpenTicket(state, incident)) {
    return refuse(409, 'ticket-exists', `incident ${incident.id} has ticket ${incident.ticket}`, {
      ticket: incident.ticket!,
    })
  }
  const id = nextId(state, context.policy.ticketPrefix, context, now)
  const whole = { ...placed(draft, context.places), ...draft }
  const linked = { ...whole, ...linksOf(state, whole, context, now) }
  const ticket = openTicket(linked, id, actor.id, context.policy, now)
  const facts: Fact[] = [{ type: 'ticket.opened', ticket }]
  if (incident) facts.push({ type: 'incident.ticketed', id: incident.id, ticket: id })
  for (const alarm of draft.alarms) {
    const incident = state.alarms.get(alarm)!.incident
    if (incident) facts.push({ type: 'incident.ticketed', id: incident, ticket: id })
    const event = { type: 'linked', at: now, ...(incident ? { incident } : {}), ticket: id } as const
    facts.push({ type: 'alarm', id: alarm, event })
  }
  return {
    id,
    facts,
    suggestions: duplicatesOf(state, whole, context.policy, now),
    incidents: incident ? [] : incidentsNearCall(state, whole, context, now),
  }
}

/** Another call about a ticket that is open already: kept with it, no second ticket. */
export function decideReport(
  state: State,
  id: string,
  report: Omit<Report, 'at' | 'by'>,
  actor: Pick<Actor, 'id'>,
  now: Instant,
): Outcome {
  const record = state.tickets.get(id)
  if (!record) return refuse(404, 'unknown-ticket', `there is no ticket ${id}`)
  if (!isOpen(record.ticket)) return refuse(409, 'ticket-closed', 'the ticket is closed; open a new one')
  return { facts: [{ type: 'ticket.reported', id, report: { ...report, at: now, by: actor.id } }] }
}

function ticketOf(state: State, alarm: string): string | undefined {
  const ticket = state.alarms.get(alarm)?.ticket
  const record = ticket === undefined ? undefined : state.tickets.get(ticket)
  return record && isOpen(record.ticket) ? ticket : undefined
}
