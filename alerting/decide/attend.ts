import type { Alarm } from '../../model/alarm.ts'
import { ticketStep } from '../../model/ticket.ts'
import { type Instant, MINUTE } from '../../model/time.ts'
import type { Fact } from '../fact.ts'
import type { Incident } from '../incident/incident.ts'
import { incidentFor, JOIN_WINDOW, scopeOf, WHOLE_SITE } from '../incident/join.ts'
import { hasOpenTicket, openIncidents, type State } from '../state.ts'
import type { Context } from './context.ts'
import { nearby } from './nearby.ts'
import { nextId } from './next-id.ts'
import type { Raised } from './raised.ts'
import { ticketFor } from './ticket-for.ts'

/** So many tickets of a family within so long are a storm: what comes after belongs to one incident (domain.md §8). */
const STORM = { tickets: 10, within: 10 * MINUTE }

/** From this rank on a member names a cause; below it, what a cause does. */
const CAUSE = 6
/** Puts a raised alarm into its incident, and the incident onto its one ticket. */
export function attend(state: State, raised: Raised, context: Context, now: Instant): Fact[] {
  const { alarm, rule, place } = raised
  const scope = scopeOf(rule.family, alarm.kind, alarm.subject, place)
  const standing = openIncidents(state, rule.family, scope)
  const seen = { family: rule.family, scope, start: alarm.raisedAt }
  const near = nearby(state, raised, scope, context)
  const swallowed =
    scope === WHOLE_SITE
      ? standing.filter(one => isRecent(one, alarm))
      : rule.rank >= CAUSE
        ? near.filter(one => one.cause.rank < CAUSE)
        : []
  const found =
    scope === WHOLE_SITE
      ? standing.find(one => one.scope === WHOLE_SITE && isRecent(one, alarm))
      : (incidentFor(standing, seen, incident => hasOpenTicket(state, incident)) ??
        (rule.rank < CAUSE ? near.find(one => one.cause.rank >= CAUSE) : undefined))
  const stronger = !found || rule.rank > found.cause.rank
  const facts: Fact[] = []
  const incident =
    found ?? newIncident(nextId(state, 'IN', context, now), raised, scopeFor(state, raised, scope, now))
  const others = swallowed.filter(({ id }) => id !== incident.id)
  const inherited = found ? undefined : inheritedTicket(state, others)
  const ticket = ticketFor(state, incident, inherited, raised, stronger, context, now)
  if (found) {
    const again = state.alarms.get(alarm.id)?.incident === found.id ? { again: true } : {}
    const cause = stronger ? { cause: { alarm: alarm.id, kind: alarm.kind, rank: rule.rank } } : {}
    const on = ticket.running ? { ticket: ticket.running, priority: alarm.priority } : {}
    const at = alarm.raisedAt
    facts.push({ type: 'incident.joined', id: found.id, alarm: alarm.id, at, ...cause, ...on, ...again })
  } else {
    facts.push({ type: 'incident.opened', incident })
  }
  facts.push(
    ...others.flatMap(other =>
      swallow(state, other, incident, now, inherited, found ? ticket.running : undefined),
    ),
  )
  facts.push(...ticket.facts)
  return facts
}

/** After many tickets in short time the next incident is about the whole site, so that what follows joins it. */
function scopeFor(state: State, { rule }: Raised, scope: string, now: Instant): string {
  return rule.opens && isStorm(state, rule.family, now) ? WHOLE_SITE : scope
}

function newIncident(id: string, { alarm, rule }: Raised, scope: string): Incident {
  return {
    id,
    family: rule.family,
    scope,
    openedAt: alarm.raisedAt,
    lastAt: alarm.raisedAt,
    alarms: [alarm.id],
    cause: { alarm: alarm.id, kind: alarm.kind, rank: rule.rank },
  }
}

function isRecent({ family, lastAt }: Incident, alarm: Alarm): boolean {
  return Math.abs(alarm.raisedAt - lastAt) <= JOIN_WINDOW[family]
}

function isStorm(state: State, family: string, now: Instant): boolean {
  const recent = state.openings.filter(one => one.family === family && one.at > now - STORM.within)
  return recent.length >= STORM.tickets
}

/** The oldest ticket of what is swallowed on which nobody has begun: it becomes the ticket of the whole. */
function inheritedTicket(state: State, others: readonly Incident[]): string | undefined {
  return others
    .map(({ ticket }) => ticket)
    .find(id => id !== undefined && ticketStep(state.tickets.get(id)!.ticket) === 'reported')
}

/** An incident that turns out to be part of a greater one. Work already begun keeps its ticket, as a part. */
function swallow(
  state: State,
  other: Incident,
  into: Incident,
  now: Instant,
  inherited: string | undefined,
  ticket: string | undefined,
): Fact[] {
  const facts: Fact[] = [
    { type: 'incident.merged', id: other.id, into: into.id, by: 'system', why: 'one cause' },
  ]
  for (const alarm of other.alarms) {
    const at = state.alarms.get(alarm)?.raisedAt ?? now
    facts.push({ type: 'incident.joined', id: into.id, alarm, at, ...(ticket ? { ticket } : {}) })
  }
  const part = other.ticket === undefined ? undefined : state.tickets.get(other.ticket)?.ticket
  if (part && inherited && part.id !== inherited) {
    const related = [...(part.related ?? []), { ticket: inherited, why: 'parent' as const }]
    facts.push({ type: 'ticket.changed', id: part.id, set: { related } })
  }
  return facts
}
