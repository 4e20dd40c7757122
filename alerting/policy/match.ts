import type { Ticket } from '../../model/ticket.ts'
import type { When } from './schema.ts'

type Facts = Pick<Ticket, 'category' | 'source' | 'dn' | 'ring' | 'repairClass' | 'flags' | 'kind'>

/** Whether a rule's condition holds for a ticket. A fact the ticket lacks never matches. */
export function matches(when: When | undefined, ticket: Facts): boolean {
  if (!when) return true
  const flags = ticket.flags ?? []
  return (
    among(when.category, ticket.category) &&
    among(when.kind, ticket.kind) &&
    among(when.source, ticket.source) &&
    among(when.repairClass, ticket.repairClass) &&
    (when.ring === undefined || when.ring === ticket.ring) &&
    (when.dn === undefined || inRange(when.dn, ticket.dn)) &&
    (when.flags ?? []).every(flag => flags.includes(flag)) &&
    !(when.without ?? []).some(flag => flags.includes(flag))
  )
}

function among<T extends string>(wanted: readonly T[] | undefined, value: T | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value))
}

function inRange(range: NonNullable<When['dn']>, value: number | undefined): boolean {
  if (value === undefined) return false
  const { lt = Infinity, lte = Infinity, gt = -Infinity, gte = -Infinity } = range
  return value < lt && value <= lte && value > gt && value >= gte
}
