import type { Actor } from '../../model/rights.ts'
import { isOpen, type Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { State } from '../state.ts'
import { openTicket } from '../ticket/open.ts'
import { placed } from '../ticket/placed.ts'
import type { Context } from './context.ts'
import { type Outcome, refuse } from './outcome.ts'
import { rulesOf } from './rules.ts'

/**
 * Corrects what a ticket says. Another category is routed anew unless a unit is named, another place brings its own
 * zone, pipe and side of the ring road; the clocks follow, because they are computed.
 */
export function decideChange(
  state: State,
  id: string,
  said: Partial<Ticket>,
  _actor: Pick<Actor, 'id'>,
  context: Context,
  now: Instant,
): Outcome {
  const record = state.tickets.get(id)
  if (!record) return refuse(404, 'unknown-ticket', `there is no ticket ${id}`)
  const { ticket } = record
  const { policy, places } = rulesOf(ticket, state, context)
  if (!isOpen(ticket)) return refuse(409, 'ticket-closed', 'the ticket is closed')
  const { asset, at } = said
  const moved = asset !== undefined || at !== undefined
  const where = moved ? placed({ ...(asset ? { asset } : {}), ...(at ? { at } : {}) }, places) : {}
  const set = { ...where, ...said }
  if (set.unit !== undefined && !(set.unit in policy.units)) {
    return refuse(400, 'unknown-unit', `there is no unit "${set.unit}"`)
  }
  const form = set.form ? { form: { ...ticket.form, ...set.form } } : {}
  if (set.category === undefined || set.unit !== undefined) {
    return { facts: [{ type: 'ticket.changed', id, set: { ...set, ...form } }] }
  }
  const { unit, alsoUnits } = openTicket({ ...ticket, ...set }, id, 'system', policy, now)
  const routed = { ...(unit ? { unit } : {}), ...(alsoUnits ? { alsoUnits } : {}) }
  return { facts: [{ type: 'ticket.changed', id, set: { ...set, ...form, ...routed } }] }
}
