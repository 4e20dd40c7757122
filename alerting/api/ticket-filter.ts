import { type Static, Type } from 'typebox'
import { isOpen, type Ticket } from '../../model/ticket.ts'
import type { TicketRecord } from '../ticket/record.ts'
import { closed, short } from './fields.ts'

/** Which tickets are asked for, and how many at once. */
export const TicketFilter = Type.Object(
  {
    open: Type.Optional(Type.Boolean()),
    /** Opened at or after, and before. */
    from: Type.Optional(Type.Number()),
    to: Type.Optional(Type.Number()),
    /** e.g. `1,2` */
    priority: Type.Optional(Type.String({ pattern: '^[1-4](,[1-4]){0,3}$' })),
    category: Type.Optional(short),
    kind: Type.Optional(short),
    zone: Type.Optional(short),
    asset: Type.Optional(short),
    unit: Type.Optional(short),
    assignee: Type.Optional(short),
    source: Type.Optional(short),
    limit: Type.Integer({ minimum: 1, maximum: 5_000, default: 1_000 }),
    /** Goes on behind this ticket: `next` of the answer before. */
    before: Type.Optional(short),
  },
  closed,
)
export type TicketFilter = Static<typeof TicketFilter>

/** The tickets that fit, newest first, `limit` of them; `next` names where the following page begins. */
export function ticketPage(
  tickets: Iterable<TicketRecord>,
  { limit, before, ...filter }: TicketFilter,
): { records: TicketRecord[]; total: number; next?: string } {
  const fits = [...tickets].filter(({ ticket }) => matches(ticket, filter)).reverse()
  const place = before === undefined ? -1 : fits.findIndex(({ ticket }) => ticket.id === before)
  // A ticket that no longer fits, closed meanwhile, still marks its place by its id.
  const start = before === undefined ? 0 : place >= 0 ? place + 1 : after(fits, before)
  const records = fits.slice(start, start + limit)
  const more = start + limit < fits.length
  return { records, total: fits.length, ...(more ? { next: records.at(-1)!.ticket.id } : {}) }
}

function after(fits: readonly TicketRecord[], id: string): number {
  const at = fits.findIndex(({ ticket }) => ticket.id < id)
  return at < 0 ? fits.length : at
}

function matches(ticket: Ticket, filter: Omit<TicketFilter, 'limit' | 'before'>): boolean {
  const { open, from = -Infinity, to = Infinity, priority, ...words } = filter
  if (open !== undefined && isOpen(ticket) !== open) return false
  if (ticket.openedAt < from || ticket.openedAt >= to) return false
  if (priority !== undefined && !priority.split(',').includes(String(ticket.priority))) return false
  return Object.entries(words).every(
    ([field, wanted]) => wanted === undefined || ticket[field as keyof typeof words] === wanted,
  )
}
