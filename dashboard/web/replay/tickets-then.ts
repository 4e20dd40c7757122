import { queryOptions } from '@tanstack/react-query'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'

/** A ticket as it was known from a moment on. */
export interface TicketChange {
  received: Instant
  view: TicketView
}

export const pastTicketsQuery = (from: Instant, to: Instant) =>
  queryOptions({
    queryKey: ['tickets-past', from, to],
    queryFn: ({ signal }) =>
      request<{ changes: TicketChange[]; more: boolean }>(`/tickets/past?from=${from}&to=${to}`, { signal }),
  })

/** The tickets as they were known at a moment; `changes` in order of when they became known. */
export function ticketsAt(changes: readonly TicketChange[], at: Instant): TicketView[] {
  const known = new Map<string, TicketView>()
  for (const { received, view } of changes) {
    if (received > at) break
    known.set(view.ticket.id, view)
  }
  return [...known.values()]
}

/** How many changes were known by then: the tickets differ only when this does. */
export function changesBy(changes: readonly TicketChange[], at: Instant): number {
  const later = changes.findIndex(({ received }) => received > at)
  return later < 0 ? changes.length : later
}
