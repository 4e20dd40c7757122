import type { Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { State } from '../state.ts'
import { repeatsOf, reworkOf } from '../ticket/nearby.ts'
import type { Draft } from '../ticket/open.ts'
import type { Context } from './context.ts'

/** Flags and relations that history puts on a new ticket. */
export function linksOf(
  state: State,
  draft: Pick<Draft, 'category' | 'at' | 'asset' | 'contact' | 'flags'>,
  { policy }: Context,
  now: Instant,
): Pick<Ticket, 'flags' | 'related'> {
  const flags = new Set(draft.flags)
  const related: NonNullable<Ticket['related']> = []
  const before = reworkOf(state, draft, policy, now)
  if (before) {
    flags.add('rework')
    related.push({ ticket: before.ticket.id, why: 'rework' })
  }
  const repeats = repeatsOf(state, draft, policy, now)
  if (policy.repeat && repeats.length + 1 >= policy.repeat.threshold) {
    flags.add('repeat')
    for (const { ticket } of repeats) related.push({ ticket: ticket.id, why: 'repeat' })
  }
  return { ...(flags.size > 0 ? { flags: [...flags] } : {}), ...(related.length > 0 ? { related } : {}) }
}
