import type { TicketView } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { clocks } from '../clocks/clocks.ts'
import { drifts, nextChange } from '../clocks/moment.ts'
import type { Context } from '../decide/context.ts'
import { rulesOf } from '../decide/rules.ts'
import type { State } from '../state.ts'
import type { TicketRecord } from './record.ts'
import { type Violation, violationsOf } from './violations.ts'
import { type Ahead, nextSteps, stepsAhead } from './workflow.ts'

/** A ticket with its whole story. */
export type TicketDetail = TicketView &
  Omit<TicketRecord, 'ticket' | 'warned' | 'breached'> & { violations: Violation[]; ahead: Ahead }

interface Seen {
  context: Context
  view: TicketView
  from: Instant
  until: Instant
}

/** A record never changes; what was computed for it holds until one of its clocks changes by itself. */
const seen = new WeakMap<TicketRecord, Seen>()

/** What the API and the bus send of a ticket, by the rules it was opened under. */
export function viewOf(record: TicketRecord, state: State, site: Context, now: Instant): TicketView {
  const context = rulesOf(record.ticket, state, site)
  const known = seen.get(record)
  if (known && known.context === context && known.from <= now && now < known.until) return known.view
  const { policy, calendar } = context
  const running = clocks(record, policy, calendar, now)
  const view = { ticket: record.ticket, clocks: running, next: nextSteps(record, policy) }
  const until = drifts(running) ? now : nextChange(running)
  seen.set(record, { context, view, from: now, until })
  return view
}

/** What the API sends of one ticket that was asked for. */
export function detailOf(record: TicketRecord, state: State, context: Context, now: Instant): TicketDetail {
  const { warned: _, breached: __, ...story } = record
  const view = viewOf(record, state, context, now)
  const { policy } = rulesOf(record.ticket, state, context)
  return {
    ...story,
    ...view,
    ahead: stepsAhead(record, policy),
    violations: violationsOf(record, view.clocks, policy),
  }
}
