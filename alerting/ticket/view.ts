import type { TicketView } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { clocks } from '../clocks/clocks.ts'
import type { Context } from '../decide/context.ts'
import type { TicketRecord } from './record.ts'
import { nextSteps } from './workflow.ts'

/** A ticket with its whole story. */
export type TicketDetail = TicketView & Omit<TicketRecord, 'ticket' | 'breached'>

/** What the API and the bus send of a ticket. */
export function viewOf(record: TicketRecord, { policy, calendar }: Context, now: Instant): TicketView {
  return {
    ticket: record.ticket,
    clocks: clocks(record, policy, calendar, now),
    next: nextSteps(record, policy),
  }
}

/** What the API sends of one ticket that was asked for. */
export function detailOf(record: TicketRecord, context: Context, now: Instant): TicketDetail {
  const { breached: _, ...story } = record
  return { ...story, ...viewOf(record, context, now) }
}
