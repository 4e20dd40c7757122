import { isOpen, type TicketView } from '../../../../model/ticket.ts'
import type { Instant } from '../../../../model/time.ts'
import { nextDue } from '../../tickets/strip.ts'
import type { Entry } from '../outbox/entry.ts'

/** A person, by everything a ticket may call them. */
export interface Me {
  id: string
  name: string
}

/** Whether a job is this person's: given to them, or worked on by them. */
export function isMine(
  { ticket }: Pick<TicketView, 'ticket'>,
  me: Me,
  entries: readonly Entry[] = [],
): boolean {
  if (ticket.assignee !== undefined) return ticket.assignee === me.id || ticket.assignee === me.name
  return (
    ticket.steps.some(({ step, by }) => step !== 'reported' && step !== 'dispatched' && by === me.id) ||
    entries.some(entry => entry.ticket === ticket.id && entry.by === me.id && entry.act.kind === 'step')
  )
}

/** Open jobs by their next deadline. */
export function byDeadline<T extends TicketView>(views: readonly T[], now: Instant): T[] {
  const left = (view: T) => nextDue(view.clocks, now)?.left ?? Number.POSITIVE_INFINITY
  return views
    .filter(({ ticket }) => isOpen(ticket))
    .sort((a, b) => left(a) - left(b) || a.ticket.openedAt - b.ticket.openedAt)
}
