import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { isOpen, type TicketView } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Context } from '../decide/context.ts'
import { fromEntry } from '../fact.ts'
import { apply, touchedBy } from '../fold.ts'
import type { Journal } from '../journal/journal.ts'
import { emptyState, type State } from '../state.ts'
import { viewOf } from '../ticket/view.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed } from './fields.ts'

const Span = Type.Object({ from: Type.Number(), to: Type.Number() }, closed)
/** Changes in one answer. */
const MOST = 2_000

/** A ticket as it was known from a moment on. */
export interface TicketChange {
  received: Instant
  view: TicketView
}

/**
 * How tickets stood in a stretch of time, by the journal: those open at its beginning, then each change as it became
 * known. What came in later is not in it.
 */
export async function ticketChanges(
  journal: Pick<Journal, 'read'>,
  context: Context,
  { from, to }: { from: Instant; to: Instant },
): Promise<{ changes: TicketChange[]; more: boolean }> {
  const state = emptyState()
  let changes: TicketChange[] | undefined
  for await (const entry of journal.read()) {
    if (entry.received >= to) break
    if (entry.received >= from) changes ??= openAt(state, context, from)
    const fact = fromEntry(entry)
    apply(state, fact)
    for (const id of changes ? touchedBy(state, fact).tickets : []) {
      const change = changeOf(state, id, context, entry.received)
      if (change) changes!.push(change)
    }
    if (changes && changes.length > MOST) return { changes: changes.slice(0, MOST), more: true }
  }
  return { changes: changes ?? openAt(state, context, from), more: false }
}

const openAt = (state: State, context: Context, from: Instant): TicketChange[] =>
  [...state.tickets.values()]
    .filter(({ ticket }) => isOpen(ticket))
    .flatMap(({ ticket }) => changeOf(state, ticket.id, context, from) ?? [])

function changeOf(state: State, id: string, context: Context, received: Instant): TicketChange | undefined {
  const record = state.tickets.get(id)
  if (!record) return undefined
  const { ticket, ...view } = viewOf(record, state, context, received)
  // Alarms that join later are appended in place.
  return { received, view: { ...view, ticket: { ...ticket, alarms: [...ticket.alarms] } } }
}

/** Tickets of the past, for a replay. */
export function pastTicketRoutes({ journal, context }: ApiDeps): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: Static<typeof Span> }>(
      '/tickets/past',
      { ...needs('view'), schema: { querystring: Span } },
      async ({ query }) => ticketChanges(journal, context, query),
    )
  }
}
