import { type Instant, MINUTE } from '../../model/time.ts'
import type { Family } from '../alarm/catalogue.ts'
import type { Place } from '../places.ts'
import type { Incident } from './incident.ts'

/** How far apart in device time two alarms of one cause may begin. */
export const JOIN_WINDOW: Record<Family, number> = {
  hydraulic: 30 * MINUTE,
  leakage: 24 * 60 * MINUTE,
  regulation: 30 * MINUTE,
  quality: 30 * MINUTE,
  station: 15 * MINUTE,
  customer: 24 * 60 * MINUTE,
  comms: 15 * MINUTE,
  instrument: 30 * MINUTE,
  other: 15 * MINUTE,
}

/** Everywhere: a plant event is about all zones. */
export const WHOLE_SITE = '*'

/** What alarms of one cause have in common, by family. */
export function scopeOf(family: Family, kind: string, subject: string, place: Place): string {
  switch (family) {
    case 'hydraulic':
      return kind === 'plant-event' ? WHOLE_SITE : (place.zone ?? subject)
    case 'leakage':
    case 'regulation':
    case 'quality':
      return place.zone ?? place.asset ?? subject
    case 'station':
      return place.station ?? place.asset ?? subject
    case 'customer':
    case 'instrument':
      return place.asset ?? subject
    default:
      return subject
  }
}

/**
 * The incident an alarm belongs to: of the open ones of its family and scope, the newest that began within the
 * window, or that still has an open ticket.
 */
export function incidentFor(
  open: readonly Incident[],
  alarm: { family: Family; scope: string; start: Instant },
  hasOpenTicket: (incident: Incident) => boolean,
): Incident | undefined {
  const window = JOIN_WINDOW[alarm.family]
  return open
    .filter(
      incident =>
        Math.abs(alarm.start - incident.lastAt) <= window ||
        (alarm.start >= incident.openedAt && incident.scope === alarm.scope && hasOpenTicket(incident)),
    )
    .sort((a, b) => b.lastAt - a.lastAt)[0]
}
