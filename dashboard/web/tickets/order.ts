import { isOpen, type TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { holds, readFilter, textPasses } from '../url/filter.ts'
import { nextDue } from './strip.ts'

/** Open tickets by their next deadline; those with no running clock last, the newest of them first. */
export function ticketRows(all: readonly TicketView[], now: Instant): TicketView[] {
  const due = new Map(
    all.map(view => [view, nextDue(view.clocks, now)?.clock.deadline ?? Number.POSITIVE_INFINITY]),
  )
  return all
    .filter(({ ticket }) => isOpen(ticket))
    .sort((a, b) => {
      const [x, y] = [due.get(a)!, due.get(b)!]
      if (x !== y) return x - y
      return b.ticket.openedAt - a.ticket.openedAt || (a.ticket.id < b.ticket.id ? -1 : 1)
    })
}

/** Tickets of which some clock has been missed and is not yet done. */
export const isBreached = (view: TicketView, now: Instant): boolean =>
  (nextDue(view.clocks, now)?.left ?? 0) < 0

/** Whether a ticket passes the address's filter; `words` are texts a person would look for it by. */
export function ticketPasses(view: TicketView, f: string | undefined, words: readonly string[]): boolean {
  const filter = readFilter(f)
  const { zone, priority, id, content = '', asset } = view.ticket
  return (
    holds(filter.zone, zone) &&
    holds(filter.prio, priority as 1 | 2 | 3 | 4) &&
    textPasses(filter.text, [...words, id, content, asset])
  )
}
