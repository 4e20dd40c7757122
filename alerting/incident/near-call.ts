import { Duration } from 'luxon'
import type { Name } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import { familyOfCategory } from '../alarm/catalogue.ts'
import type { Context } from '../decide/context.ts'
import { hasOpenTicket, type State } from '../state.ts'
import { distance } from '../ticket/distance.ts'
import type { About } from '../ticket/nearby.ts'
import { viewOfIncident } from './view.ts'

/** An incident that nobody works on yet and that a report may be about. */
export interface IncidentNearby {
  incident: string
  words: Name
  openedAt: Instant
  /** m from its best guess; absent when one of the two has no place. */
  metres?: number
  why: 'near' | 'sameZone'
}

/**
 * Standing incidents without a ticket of the family a report is about, near in place or in its zone, begun within the
 * policy's time for duplicates; nearest first. A call opened for one of them takes its alarms along.
 */
export function incidentsNearCall(
  state: State,
  about: About,
  context: Context,
  now: Instant,
): IncidentNearby[] {
  const { radius, window } = context.policy.duplicates
  const since = now - Duration.fromISO(window).toMillis()
  const family = familyOfCategory(about.category)
  const found: IncidentNearby[] = []
  for (const incident of state.incidents.values()) {
    if (incident.family !== family || incident.lastAt < since || hasOpenTicket(state, incident)) continue
    if (!incident.alarms.some(id => state.alarms.get(id)?.active)) continue
    const { words, location } = viewOfIncident(incident, state, context)
    const metres = about.at && location ? Math.round(distance(about.at, location.at)) : undefined
    const near = metres !== undefined && metres <= radius + location!.radius
    if (!near && (about.zone === undefined || about.zone !== incident.scope)) continue
    const head = { incident: incident.id, words, openedAt: incident.openedAt }
    found.push({ ...head, ...(metres === undefined ? {} : { metres }), why: near ? 'near' : 'sameZone' })
  }
  return found.sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity))
}
