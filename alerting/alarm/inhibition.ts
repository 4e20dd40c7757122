import type { Alarm } from '../../model/alarm.ts'
import { isOpen, type Ticket } from '../../model/ticket.ts'
import type { Place } from '../places.ts'
import type { Family } from './catalogue.ts'

/** Suppression by design: while the cause stands, what it brings about is not announced (domain.md §3.1, state F). */
interface ByAlarm {
  rule: string
  cause: RegExp
  victims: RegExp
  /** Whether the victim is within the reach of the cause. */
  reaches(cause: Place, victim: Place): boolean
}

const BY_ALARM: readonly ByAlarm[] = [
  {
    // A fall of pressure everywhere begins at the plant: the zones below follow from it.
    rule: 'INH-PLANT',
    cause: /^plant-event$/,
    victims: /^(pressure-(very-)?low|pressure-drop|flow-rise|burst)$/,
    reaches: () => true,
  },
  {
    // A station without mains neither pumps nor keeps pressure.
    rule: 'INH-STATION-POWER',
    cause: /^mains-failure$/,
    victims: /^(pump-(trip|fault|dry-run)|pressure-(very-)?low|pressure-drop)$/,
    reaches: (cause, victim) =>
      cause.station !== undefined && (victim.station === cause.station || victim.fedBy === cause.station),
  },
]

/** Work that disturbs the water or the instruments where it is done. */
const WORK = {
  rule: 'INH-WORK',
  categories: new Set(['flushing', 'maintenance', 'calibration', 'tankCleaning']),
  families: new Set<Family>(['quality', 'instrument']),
}

/** Whether alarms of this kind suppress others. */
export function isSuppressor(kind: string): boolean {
  return BY_ALARM.some(({ cause }) => cause.test(kind))
}

/** Whether tickets of this category suppress alarms. */
export function isSuppressingWork(category: string): boolean {
  return WORK.categories.has(category)
}

/** A standing cause with its place. */
export interface StandingCause {
  alarm: Pick<Alarm, 'id' | 'kind'>
  place: Place
}

/** The victim of a suppression. */
export interface Victim {
  id: string
  kind: string
  family: Family
  place: Place
}

/**
 * The rule that suppresses an alarm now, with what it suppresses it for: `INH-PLANT plant-event/city`. Undefined
 * when it is to be announced.
 */
export function suppression(
  victim: Victim,
  causes: readonly StandingCause[],
  work: Iterable<Ticket>,
): string | undefined {
  for (const { rule, cause, victims, reaches } of BY_ALARM) {
    if (!victims.test(victim.kind)) continue
    const found = causes.find(
      ({ alarm, place }) => cause.test(alarm.kind) && alarm.id !== victim.id && reaches(place, victim.place),
    )
    if (found) return `${rule} ${found.alarm.id}`
  }
  if (!WORK.families.has(victim.family)) return undefined
  for (const ticket of work) if (disturbs(ticket, victim.place)) return `${WORK.rule} ${ticket.id}`
  return undefined
}

/** From arrival until it is closed, at its own asset or, without one, in its zone. */
function disturbs(ticket: Ticket, place: Place): boolean {
  if (!WORK.categories.has(ticket.category) || !isOpen(ticket)) return false
  if (!ticket.steps.some(({ step }) => step === 'arrived')) return false
  return ticket.asset !== undefined ? ticket.asset === place.asset : ticket.zone === place.zone
}
