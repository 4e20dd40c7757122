import type { Actor } from '../../model/rights.ts'
import { isOpen } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Fact } from '../fact.ts'
import type { Incident } from '../incident/incident.ts'
import type { State } from '../state.ts'
import type { TicketRecord } from '../ticket/record.ts'
import { decideMerge } from './incident-command.ts'
import { type Outcome, refuse } from './outcome.ts'

/**
 * A person finds that two tickets are about the same. The first ends; the second goes on with its callers, who are to be
 * called back, its alarms and its incident. Both keep what was done on them.
 */
export function decideTicketMerge(
  state: State,
  id: string,
  { into, why }: { into: string; why: string },
  actor: Pick<Actor, 'id'>,
  now: Instant,
): Outcome {
  const from = state.tickets.get(id)
  const to = state.tickets.get(into)
  if (!from || !to) return refuse(404, 'unknown-ticket', `there is no ticket ${from ? into : id}`)
  if (from === to) return refuse(400, 'same-ticket', 'name another ticket')
  for (const { ticket } of [from, to]) {
    if (!isOpen(ticket)) return refuse(409, 'ticket-closed', `ticket ${ticket.id} is closed`)
  }
  const facts: Fact[] = [{ type: 'ticket.merged', id, into, at: now, by: actor.id, why }]
  for (const report of reportsOf(from)) facts.push({ type: 'ticket.reported', id: into, report })
  const whole = ownedBy(state, id)
  // The alarms of an incident come along with it.
  const loose = from.ticket.alarms.filter(alarm => !whole.some(({ alarms }) => alarms.includes(alarm)))
  facts.push({ type: 'ticket.changed', id: into, set: absorbed(from, to, loose) })
  for (const alarm of loose) {
    const incident = state.alarms.get(alarm)?.incident
    const event = { type: 'linked', at: now, ticket: into, ...(incident ? { incident } : {}) } as const
    facts.push({ type: 'alarm', id: alarm, event })
  }
  const [main] = ownedBy(state, into)
  for (const incident of whole) facts.push(...joined(state, incident, main, into, why, actor, now))
  return { facts }
}

/** Who reported it: a caller of the first ticket is one of the second now. */
function reportsOf({ ticket, reports }: TicketRecord) {
  const { openedAt: at, source, reporter, contact, content, externalNo, steps } = ticket
  if (source === 'telemetry') return reports
  const said = {
    ...(reporter ? { reporter } : {}),
    ...(contact ? { contact } : {}),
    ...(content ? { content } : {}),
    ...(externalNo ? { externalNo } : {}),
  }
  return [{ at, by: steps[0]?.by ?? 'system', source, ...said }, ...reports]
}

/** What the second ticket takes from the first: its alarms, the greater urgency, what it did not know. */
function absorbed({ ticket: from }: TicketRecord, { ticket: to }: TicketRecord, loose: readonly string[]) {
  const { asset, zone, at, pipe, dn, ring, address } = from
  const placeless = to.at === undefined && to.asset === undefined
  const where = { asset, zone, at, pipe, dn, ring, address }
  const known = Object.entries(placeless ? where : {}).filter(
    ([key, value]) => value !== undefined && to[key as keyof typeof where] === undefined,
  )
  return {
    ...Object.fromEntries(known),
    priority: Math.min(from.priority, to.priority),
    alarms: [...new Set([...to.alarms, ...loose])],
    related: [...(to.related ?? []), { ticket: from.id, why: 'duplicate' as const }],
  }
}

function ownedBy(state: State, ticket: string): Incident[] {
  return [...state.incidents.values()].filter(one => one.ticket === ticket && !one.mergedInto)
}

/** An incident comes onto the ticket: into the incident that is there, else as it is. */
function joined(
  state: State,
  incident: Incident,
  main: Incident | undefined,
  ticket: string,
  why: string,
  actor: Pick<Actor, 'id'>,
  now: Instant,
): Fact[] {
  if (!main) return [{ type: 'incident.ticketed', id: incident.id, ticket }]
  const merged = decideMerge(state, incident.id, { into: main.id, why }, actor, now)
  // That the tickets belong together is said already.
  return 'facts' in merged ? merged.facts.filter(({ type }) => !type.startsWith('ticket.')) : []
}
