import { type Actor, may, type Right } from '../../model/rights.ts'
import { isOpen } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Fact } from '../fact.ts'
import type { SideMove } from '../policy/schema.ts'
import type { State } from '../state.ts'
import type { MoveDone, TicketRecord } from '../ticket/record.ts'
import { missingFor } from '../ticket/workflow.ts'
import type { Context } from './context.ts'
import { type Outcome, refuse } from './outcome.ts'
import { rulesOf } from './rules.ts'

/** Moves that people make; the others are parts of other commands. */
export const MOVES = [
  'objected',
  'returned',
  'outOfScope',
  'refused',
  'rework',
  'suspended',
  'rescheduled',
  'shutoffPlanned',
] as const satisfies readonly SideMove[]
export type HandMove = (typeof MOVES)[number]

const RIGHT_OF: Record<HandMove, Right> = {
  objected: 'ticket.work',
  returned: 'ticket.dispatch',
  outOfScope: 'ticket.work',
  refused: 'ticket.work',
  rework: 'ticket.review',
  suspended: 'ticket.work',
  rescheduled: 'ticket.work',
  shutoffPlanned: 'ticket.approveShutoff',
}

export interface MoveCommand {
  move: HandMove
  note?: string
  data?: Record<string, unknown>
}

/** A move beside the usual way (regulations.md §E, side transitions), with what it changes. */
export function decideMove(
  state: State,
  id: string,
  { move, note, data = {} }: MoveCommand,
  actor: Actor,
  site: Context,
  now: Instant,
): Outcome {
  const record = state.tickets.get(id)
  if (!record) return refuse(404, 'unknown-ticket', `there is no ticket ${id}`)
  const context = rulesOf(record.ticket, state, site)
  const right = RIGHT_OF[move]
  if (!may(actor, right)) return refuse(403, 'no-right', `${move} needs the right ${right}`)
  if (!isOpen(record.ticket) && (move !== 'rework' || record.ticket.mergedInto !== undefined)) {
    return refuse(409, 'ticket-closed', 'the ticket is closed')
  }
  const missing = missingFor(record, move, context.policy, data)
  if (missing.length > 0) {
    return refuse(409, 'gate-closed', `${move} is not possible yet: ${missing.join(', ')}`, { missing })
  }
  const done: MoveDone = {
    move,
    at: now,
    received: now,
    by: actor.id,
    ...(note ? { note } : {}),
    ...(Object.keys(data).length > 0 ? { data } : {}),
  }
  const consequences = consequencesOf(record, done, context, now)
  if ('refused' in consequences) return consequences
  return { facts: [{ type: 'ticket.moved', id, done }, ...consequences.facts] }
}

function consequencesOf(record: TicketRecord, done: MoveDone, context: Context, now: Instant): Outcome {
  const { id, steps, flags = [] } = record.ticket
  const { move, by, note, data } = done
  const back = (to: 'dispatched' | 'repaired'): Fact => {
    const why = note ?? move
    return { type: 'ticket.sentBack', id, to, at: now, by, why }
  }
  switch (move) {
    case 'returned':
      return { facts: [back('dispatched')] }
    case 'outOfScope': {
      const unit = data?.handedTo
      if (typeof unit !== 'string') return { facts: [{ type: 'ticket.step', id, done: closedBy(done) }] }
      if (!(unit in context.policy.units)) return refuse(400, 'unknown-unit', `there is no unit "${unit}"`)
      return { facts: [back('dispatched'), { type: 'ticket.changed', id, set: { unit } }] }
    }
    case 'rework': {
      const set = { flags: flags.includes('rework') ? flags : [...flags, 'rework'] }
      return { facts: [back('repaired'), { type: 'ticket.changed', id, set }] }
    }
    case 'suspended':
      return { facts: [{ type: 'ticket.paused', id, pause: { from: now, by, why: note ?? 'suspended' } }] }
    case 'rescheduled': {
      const agreed = steps.findLast(({ step }) => step === 'appointed')
      const before = agreed?.data?.appointment
      const to = data?.appointment
      if (typeof before !== 'number') return refuse(409, 'no-appointment', 'there is no appointment to move')
      if (now >= before) return refuse(409, 'too-late', 'an appointment is moved before its time')
      if (typeof to !== 'number' || to <= now) {
        return refuse(409, 'gate-closed', 'say the new time', { missing: ['data:appointment'] })
      }
      const step = { step: 'appointed', at: now, received: now, by, data: { appointment: to } } as const
      return { facts: [{ type: 'ticket.step', id, done: step }] }
    }
    default:
      return { facts: [] }
  }
}

/** Somebody else's duty, and both were told (JN-WO-09): the ticket ends here. */
function closedBy({ at, received, by, note, data }: MoveDone) {
  const more = { ...(note ? { note } : {}), data: { ...data, outOfScope: true } }
  return { step: 'closed', at, received, by, ...more } as const
}
