import { alarmState } from '../../model/alarm.ts'
import type { Actor } from '../../model/rights.ts'
import { isOpen, ticketStep } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { State } from '../state.ts'
import type { Context } from './context.ts'
import { nextId } from './next-id.ts'
import { type Outcome, refuse } from './outcome.ts'

/** Names kept with a handover: the worst first. */
const NAMED = 100
/**
 * Why a shift cannot be handed over now, as codes: `operation:<ticket>` while valves are being turned, `accident:<alarm
 * or ticket>` while nobody has taken a critical one on. Empty where the policy does not ask.
 */
export function handoverBlocks(state: State, { policy }: Context, now: Instant): string[] {
  const asks = (name: string) => policy.limits.some(limit => limit.name === name && limit.value === true)
  const open = [...state.tickets.values()].map(({ ticket }) => ticket).filter(isOpen)
  const blocks: string[] = []
  if (asks('handoverBlockedByOperation')) {
    const turning = open.filter(ticket => ['shutoffApproved', 'qualityPassed'].includes(ticketStep(ticket)))
    blocks.push(...turning.map(({ id }) => `operation:${id}`))
  }
  if (asks('handoverBlockedByAccident')) {
    const alarms = [...state.alarms.values()].filter(
      alarm => alarm.priority === 1 && alarmState(alarm, now) === 'UNACK',
    )
    const tickets = open.filter(ticket => ticket.priority === 1 && ticketStep(ticket) === 'reported')
    blocks.push(...[...alarms, ...tickets].slice(0, NAMED).map(({ id }) => `accident:${id}`))
  }
  return blocks
}

/** The fields that a form of the policy asks for. */
export function formFields({ policy }: Context, form: string): string[] {
  return policy.forms.find(({ name }) => name === form)?.fields ?? []
}

/** The one who goes signs: every item said, nothing under way. */
export function decideBegin(
  state: State,
  items: Record<string, string>,
  actor: Pick<Actor, 'id'>,
  context: Context,
  now: Instant,
): Outcome {
  const unsaid = formFields(context, 'handover').filter(field => !items[field]?.trim())
  const missing = [...unsaid.map(field => `data:${field}`), ...handoverBlocks(state, context, now)]
  if (missing.length > 0) return refuse(409, 'gate-closed', `missing: ${missing.join(', ')}`, { missing })
  const alarms = [...state.alarms.values()]
    .filter(({ active }) => active)
    .sort((a, b) => a.priority - b.priority)
    .slice(0, NAMED)
    .map(({ id }) => id)
  const tickets = [...state.tickets.values()]
    .filter(({ ticket }) => isOpen(ticket))
    .slice(-NAMED)
    .map(({ ticket }) => ticket.id)
  const id = nextId(state, 'JB', context, now)
  const handover = { id, begunAt: now, outgoing: actor.id, items, standing: { alarms, tickets } }
  return { facts: [{ type: 'handover.begun', handover }] }
}

/** The one who comes signs: somebody else, after looking round, and with nothing under way either. */
export function decideTake(
  state: State,
  id: string,
  inspection: Record<string, boolean>,
  actor: Pick<Actor, 'id'>,
  context: Context,
  now: Instant,
): Outcome {
  const handover = state.handovers.find(one => one.id === id)
  if (!handover) return refuse(404, 'unknown-handover', `there is no handover ${id}`)
  if (handover.takenAt !== undefined) {
    return refuse(409, 'already-done', 'the shift is handed over', {
      by: handover.incoming!,
      at: handover.takenAt,
    })
  }
  if (handover.outgoing === actor.id) {
    return refuse(403, 'same-person', 'a shift is taken over by somebody else: both sign')
  }
  const undone = formFields(context, 'handoverInspection').filter(field => inspection[field] !== true)
  const missing = [...undone.map(field => `data:${field}`), ...handoverBlocks(state, context, now)]
  if (missing.length > 0) return refuse(409, 'gate-closed', `missing: ${missing.join(', ')}`, { missing })
  return { facts: [{ type: 'handover.taken', id, at: now, by: actor.id, inspection }] }
}
