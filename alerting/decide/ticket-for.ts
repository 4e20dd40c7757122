import type { Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Fact } from '../fact.ts'
import type { Incident } from '../incident/incident.ts'
import { hasOpenTicket, type State } from '../state.ts'
import { callsAbout } from '../ticket/nearby.ts'
import { draftFromAlarm, openTicket } from '../ticket/open.ts'
import type { Context } from './context.ts'
import { linksOf } from './links.ts'
import { nextId } from './next-id.ts'
import type { Raised } from './raised.ts'
import { rulesOf } from './rules.ts'

/** Calls named on a ticket at most. */
const CALLS = 20

/**
 * The one ticket of an incident when an alarm joins it: the one it has (or inherits), renamed when the alarm names a
 * stronger cause; or a new one when the alarm asks for it.
 */
export function ticketFor(
  state: State,
  incident: Incident,
  inherited: string | undefined,
  { alarm, rule, place }: Raised,
  stronger: boolean,
  context: Context,
  now: Instant,
): { running?: string; facts: Fact[] } {
  const { policy, places, language } = context
  const draft = () => draftFromAlarm(alarm, rule.category, incident.id, place, places, language)
  const running = hasOpenTicket(state, incident) ? incident.ticket : inherited
  if (running) {
    const owned: Fact[] =
      running === incident.ticket ? [] : [{ type: 'incident.ticketed', id: incident.id, ticket: running }]
    if (!stronger || !rule.opens) return { running, facts: owned }
    const own = rulesOf(state.tickets.get(running)!.ticket, state, context).policy
    const set = matterOf(openTicket(draft(), running, 'system', own, now))
    return { running, facts: [...owned, { type: 'ticket.changed', id: running, set }] }
  }
  if (!rule.opens) return { facts: [] }
  const id = nextId(state, policy.ticketPrefix, context, now)
  const members = incident.alarms.includes(alarm.id) ? incident.alarms : [...incident.alarms, alarm.id]
  const fresh = { ...draft(), alarms: [...members], discoveredAt: alarm.raisedAt }
  const links = linksOf(state, fresh, context, now)
  // Who called before the sensors saw it is shown on the ticket; people decide whether it is the same.
  const calls = callsAbout(state, fresh, policy, now)
    .slice(0, CALLS)
    .map(({ ticket }) => ({ ticket: ticket.id, why: 'duplicate' as const }))
  const related = [...(links.related ?? []), ...calls]
  const linked = { ...fresh, ...links, ...(related.length > 0 ? { related } : {}) }
  const ticket = openTicket(linked, id, 'system', policy, now)
  return {
    facts: [
      { type: 'ticket.opened', ticket },
      { type: 'incident.ticketed', id: incident.id, ticket: id },
    ],
  }
}

/** What a stronger alarm changes on a ticket: what it is about, where, and who is responsible. */
function matterOf({
  category,
  kind,
  content,
  asset,
  zone,
  at,
  pipe,
  dn,
  ring,
  address,
  unit,
  alsoUnits,
}: Ticket) {
  const all = { category, kind, content, asset, zone, at, pipe, dn, ring, address, unit, alsoUnits }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<Ticket>
}
