import type { TicketView } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { clocks } from '../clocks/clocks.ts'
import type { Context } from '../decide/context.ts'
import type { TicketRecord } from './record.ts'
import { nextSteps } from './workflow.ts'

/** What the API and the bus send of a ticket. */
export function viewOf(record: TicketRecord, { policy, calendar }: Context, now: Instant): TicketView {
  return {
    ticket: record.ticket,
    clocks: clocks(record, policy, calendar, now),
    next: nextSteps(record, policy),
  }
}
