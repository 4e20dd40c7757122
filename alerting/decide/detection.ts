import { type Alarm, alarmState } from '../../model/alarm.ts'
import type { Detection } from '../../model/detection.ts'
import type { Instant } from '../../model/time.ts'
import { type AlarmRule, alarmRule } from '../alarm/catalogue.ts'
import type { AlarmSubject } from '../alarm/event.ts'
import { alarmEvents } from '../alarm/from-detection.ts'
import { transition } from '../alarm/transition.ts'
import type { Fact } from '../fact.ts'
import type { Incident } from '../incident/incident.ts'
import { incidentFor, scopeOf } from '../incident/join.ts'
import type { Place } from '../places.ts'
import { hasOpenTicket, openIncidents, type State } from '../state.ts'
import { draftFromAlarm, openTicket } from '../ticket/open.ts'
import type { Context } from './context.ts'
import { linksOf } from './links.ts'
import { nextId } from './next-id.ts'

/** What a detection changes: its alarm, the incident it belongs to, and the ticket that asks for. */
export function decideDetection(state: State, detection: Detection, context: Context, now: Instant): Fact[] {
  const id = `${detection.kind}/${detection.subject}`
  const place = context.places.of(detection)
  const point = context.places.point(detection.point ?? detection.subject)
  const rule = alarmRule(detection.kind, point ?? {}, context.policy.alarms)
  const before = state.alarms.get(id)
  const events = alarmEvents(before, state.heard.get(id), detection, () => subjectOf(detection, rule, place))
  const facts: Fact[] = events.map(event => ({ type: 'alarm', id, event }))
  if (!events.some(event => event.type === 'raised')) return facts
  const alarm = events.reduce<Alarm | undefined>(transition, before)!
  if (alarmState(alarm, now) === 'UNACK') facts.push(...attend(state, alarm, rule, place, context, now))
  return facts
}

function subjectOf(detection: Detection, rule: AlarmRule, place: Place): AlarmSubject {
  const { kind, subject } = detection
  const asset = detection.asset ?? place.asset
  const zone = detection.zone ?? place.zone
  return {
    kind,
    subject,
    code: rule.code,
    priority: rule.priority,
    ...(detection.point ? { point: detection.point } : {}),
    ...(asset ? { asset } : {}),
    ...(zone ? { zone } : {}),
    ...(place.at ? { place: place.at } : {}),
  }
}

/** Puts a raised alarm into its incident, and the incident onto its one ticket. */
function attend(
  state: State,
  alarm: Alarm,
  rule: AlarmRule,
  place: Place,
  context: Context,
  now: Instant,
): Fact[] {
  const scope = scopeOf(rule.family, alarm.kind, alarm.subject, place)
  const seen = { family: rule.family, scope, start: alarm.raisedAt }
  const found = incidentFor(openIncidents(state, rule.family, scope), seen, incident =>
    hasOpenTicket(state, incident),
  )
  const stronger = !found || rule.rank > found.cause.rank
  const cause = { alarm: alarm.id, kind: alarm.kind, rank: rule.rank }
  const facts: Fact[] = []
  let incident: Incident
  if (found) {
    incident = found
    const more = stronger ? { cause } : {}
    facts.push({ type: 'incident.joined', id: found.id, alarm: alarm.id, at: alarm.raisedAt, ...more })
  } else {
    incident = {
      id: nextId(state, 'IN', context, now),
      family: rule.family,
      scope,
      openedAt: alarm.raisedAt,
      lastAt: alarm.raisedAt,
      alarms: [alarm.id],
      cause,
    }
    facts.push({ type: 'incident.opened', incident })
  }
  facts.push(...ticketFacts(state, incident, alarm, rule, stronger, place, context, now))
  const ticket = facts.find(fact => fact.type === 'incident.ticketed')?.ticket ?? liveTicket(state, incident)
  const link = { at: now, incident: incident.id, ...(ticket ? { ticket } : {}) }
  facts.push({ type: 'alarm', id: alarm.id, event: { type: 'linked', ...link } })
  return facts
}

function ticketFacts(
  state: State,
  incident: Incident,
  alarm: Alarm,
  rule: AlarmRule,
  stronger: boolean,
  place: Place,
  context: Context,
  now: Instant,
): Fact[] {
  const { policy, places, language } = context
  const draft = () => draftFromAlarm(alarm, rule.category, incident.id, place, places, language)
  const running = liveTicket(state, incident)
  if (running) {
    const { ticket } = state.tickets.get(running)!
    const alarms = ticket.alarms.includes(alarm.id) ? ticket.alarms : [...ticket.alarms, alarm.id]
    const priority = Math.min(ticket.priority, alarm.priority)
    if (!stronger || !rule.opens) return [{ type: 'ticket.changed', id: running, set: { alarms, priority } }]
    const { unit, alsoUnits, ...renamed } = openTicket(draft(), running, 'system', policy, now)
    const { id: _, openedAt: __, steps: ___, policy: ____, ...set } = renamed
    return [
      {
        type: 'ticket.changed',
        id: running,
        set: { ...set, alarms, priority, ...(unit ? { unit } : {}), ...(alsoUnits ? { alsoUnits } : {}) },
      },
    ]
  }
  if (!rule.opens) return []
  const id = nextId(state, policy.ticketPrefix, context, now)
  const members = incident.alarms.includes(alarm.id) ? incident.alarms : [...incident.alarms, alarm.id]
  const fresh = { ...draft(), alarms: members, discoveredAt: alarm.raisedAt }
  const linked = { ...fresh, ...linksOf(state, fresh, context, now) }
  const ticket = openTicket(linked, id, 'system', policy, now)
  const others = members.filter(member => member !== alarm.id)
  return [
    { type: 'ticket.opened', ticket },
    { type: 'incident.ticketed', id: incident.id, ticket: id },
    ...others.map((member): Fact => {
      const event = { type: 'linked', at: now, incident: incident.id, ticket: id } as const
      return { type: 'alarm', id: member, event }
    }),
  ]
}

function liveTicket(state: State, incident: Incident): string | undefined {
  return hasOpenTicket(state, incident) ? incident.ticket : undefined
}
