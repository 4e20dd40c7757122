import { Duration } from 'luxon'
import type { LngLat } from '../../model/network.ts'
import { isOpen, type Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { familyOfCategory } from '../alarm/catalogue.ts'
import type { Policy } from '../policy/schema.ts'
import type { State } from '../state.ts'
import { distance } from './distance.ts'
import type { TicketRecord } from './record.ts'

/** What a new report is about, as far as it is known. */
export type About = Pick<Ticket, 'category'> &
  Partial<Pick<Ticket, 'at' | 'asset' | 'zone' | 'contact' | 'kind'>>

/** An open ticket that a report may belong to. */
export interface Suggestion {
  ticket: string
  category: string
  /** m; absent when one of the two has no place. */
  metres?: number
  openedAt: Instant
  why: 'near' | 'sameAsset' | 'sameZone'
}

/** Open tickets of the same family near in place and time (policy `duplicates`), nearest first. */
export function duplicatesOf(state: State, about: About, policy: Policy, now: Instant): Suggestion[] {
  const { radius, window } = policy.duplicates
  const since = now - Duration.fromISO(window).toMillis()
  const found: Suggestion[] = []
  for (const { ticket } of state.tickets.values()) {
    if (!isOpen(ticket) || ticket.openedAt < since || !sameMatter(ticket.category, about.category)) continue
    const metres = between(ticket.at, about.at)
    const head = { ticket: ticket.id, category: ticket.category, openedAt: ticket.openedAt }
    const where = metres === undefined ? {} : { metres: Math.round(metres) }
    if (about.asset !== undefined && about.asset === ticket.asset)
      found.push({ ...head, ...where, why: 'sameAsset' })
    else if (metres !== undefined && metres <= radius) found.push({ ...head, ...where, why: 'near' })
    else if (ticket.source === 'telemetry' && about.zone !== undefined && about.zone === ticket.zone)
      found.push({ ...head, ...where, why: 'sameZone' })
  }
  return found.sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity))
}

/** Open calls and findings that may be about what telemetry has just seen: near it, or in its zone. */
export function callsAbout(state: State, about: About, policy: Policy, now: Instant): TicketRecord[] {
  const { radius, window } = policy.duplicates
  const since = now - Duration.fromISO(window).toMillis()
  return [...state.tickets.values()].filter(({ ticket }) => {
    if (ticket.source === 'telemetry' || !isOpen(ticket) || ticket.openedAt < since) return false
    if (!sameMatter(ticket.category, about.category)) return false
    const near = (between(ticket.at, about.at) ?? Infinity) <= radius
    return near || (about.zone !== undefined && about.zone === ticket.zone)
  })
}

/** The closed repair that this one does over again: the same pipe, or the same place, within the window. */
export function reworkOf(state: State, about: About, policy: Policy, now: Instant): TicketRecord | undefined {
  if (!policy.rework || !sameMatter(about.category, 'burst')) return undefined
  const { window, radius } = policy.rework
  const since = now - Duration.fromISO(window).toMillis()
  return [...state.tickets.values()].findLast(({ ticket }) => {
    // One that was put together with another was not repaired by itself.
    if (ticket.mergedInto !== undefined) return false
    const closed = ticket.steps.findLast(({ step }) => step === 'closed')
    if (!closed || closed.at < since || !sameMatter(ticket.category, about.category)) return false
    const metres = between(ticket.at, about.at)
    return (about.asset !== undefined && about.asset === ticket.asset) || (metres ?? Infinity) <= radius
  })
}

/** Earlier complaints of the same person about the same matter, within the policy's time. */
export function repeatsOf(state: State, about: About, policy: Policy, now: Instant): TicketRecord[] {
  if (!policy.repeat || about.contact === undefined) return []
  const since = now - Duration.fromISO(policy.repeat.window).toMillis()
  return [...state.tickets.values()].filter(
    ({ ticket }) =>
      ticket.openedAt >= since && ticket.contact === about.contact && ticket.category === about.category,
  )
}

function sameMatter(a: string, b: string): boolean {
  return a === b || (familyOfCategory(a) !== undefined && familyOfCategory(a) === familyOfCategory(b))
}

function between(a: LngLat | undefined, b: LngLat | undefined): number | undefined {
  return a && b ? distance(a, b) : undefined
}
