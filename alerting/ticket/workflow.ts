import type { Right } from '../../model/rights.ts'
import { STEPS, type Step, type Ticket, type TicketView } from '../../model/ticket.ts'
import { matches } from '../policy/match.ts'
import type { Move, Policy } from '../policy/schema.ts'
import type { TicketRecord } from './record.ts'

type Next = TicketView['next']
export type Ahead = (Next[number] & { optional?: boolean })[]

/** The right a step needs. */
export const RIGHT_OF: Record<Step, Right> = {
  reported: 'ticket.create',
  dispatched: 'ticket.dispatch',
  accepted: 'ticket.work',
  forwarded: 'ticket.work',
  contacted: 'ticket.work',
  appointed: 'ticket.work',
  arrived: 'ticket.work',
  barrierSet: 'ticket.work',
  shutoffRequested: 'ticket.work',
  shutoffApproved: 'ticket.approveShutoff',
  waterStopped: 'ticket.work',
  repaired: 'ticket.work',
  flushed: 'ticket.work',
  qualityPassed: 'ticket.work',
  reopened: 'ticket.work',
  replied: 'ticket.work',
  reviewed: 'ticket.review',
  calledBack: 'ticket.review',
  closed: 'ticket.close',
  reinspected: 'ticket.review',
  archived: 'ticket.close',
}

/** The steps that may come next, up to and including the first that cannot be skipped, each with what it lacks. */
export function nextSteps(record: TicketRecord, policy: Policy): Next {
  const ahead = stepsAhead(record, policy)
  const needed = ahead.findIndex(({ optional }) => !optional)
  return ahead.slice(0, needed < 0 ? ahead.length : needed + 1).map(({ optional: _, ...next }) => next)
}

/** Every step there is still to do, with what it lacks now: what a phone goes by while it cannot ask. */
export function stepsAhead(record: TicketRecord, policy: Policy): Ahead {
  const { ticket } = record
  const reached = Math.max(-1, ...ticket.steps.map(({ step }) => STEPS.indexOf(step)))
  return stagesOf(ticket, policy)
    .filter(({ step }) => STEPS.indexOf(step) > reached)
    .map(({ step, optional }) => {
      const checks = checksFor(ticket, step, policy)
      return {
        step,
        missing: missingFor(record, step, policy),
        ...(checks.length > 0 ? { checks } : {}),
        ...(optional ? { optional } : {}),
      }
    })
}

/** The steps that belong to a ticket by its policy, in order; of several lines for a step the first counts. */
export function stagesOf(ticket: Ticket, policy: Policy): Policy['stages'] {
  const seen = new Set<Step>()
  return policy.stages
    .filter(stage => matches(stage.when, ticket) && !seen.has(stage.step) && seen.add(stage.step))
    .sort((a, b) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step))
}

/** The checklist that goes with a step or move. */
export function checksFor(ticket: Ticket, step: Move, policy: Policy): NonNullable<Next[number]['checks']> {
  return policy.checks
    .filter(check => check.step === step && matches(check.when, ticket))
    .map(({ item, rule, says }) => ({ item, rule, says }))
}

/**
 * What the gates before a step lack, as codes: `field:contact`, `data:valves`, `step:qualityPassed`,
 * `task:noticePosted`. Empty when it may be done.
 */
export function missingFor(
  record: TicketRecord,
  step: Move,
  policy: Policy,
  data: Readonly<Record<string, unknown>> = {},
): string[] {
  const { ticket, tasks } = record
  const missing = new Set<string>()
  for (const gate of policy.gates) {
    if (gate.step !== step || !matches(gate.when, ticket)) continue
    if (gate.exemptIf && ticket.flags?.includes(gate.exemptIf)) continue
    for (const field of gate.fields ?? [])
      if (!isGiven(fieldOf(record, field, policy))) missing.add(`field:${field}`)
    for (const key of gate.data ?? []) if (!isGiven(data[key])) missing.add(`data:${key}`)
    for (const before of gate.steps ?? [])
      if (!ticket.steps.some(done => done.step === before)) missing.add(`step:${before}`)
    for (const task of gate.tasks ?? [])
      if (!tasks.some(done => done.task === task)) missing.add(`task:${task}`)
  }
  return [...missing]
}

/** A field of the work order by its name in the policies (regulations.md §D). */
function fieldOf({ ticket }: TicketRecord, field: string, policy: Policy): unknown {
  const automatic = ticket.source === 'telemetry'
  const noContact = ticket.flags?.includes('noContact')
  switch (field) {
    case 'source':
      return ticket.source
    case 'address':
      return ticket.address ?? ticket.at
    case 'contact':
      return ticket.contact ?? (automatic || noContact ? 'none' : undefined)
    case 'reporter':
      return ticket.reporter ?? (automatic ? 'system' : undefined)
    case 'content':
      return ticket.content
    case 'faultCategory':
      return ticket.category
    case 'responsibleUnit':
      return ticket.unit
    case 'handleLimit':
      return policy.clocks.some(clock => matches(clock.when, ticket)) ? 'by policy' : undefined
    case 'customerContactTime':
      return ticket.contactWindow ?? (automatic || noContact ? 'none' : undefined)
    case 'number':
      return ticket.id
    case 'openedAt':
      return ticket.openedAt
    default:
      return ticket.form?.[field]
  }
}

function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return value !== undefined && value !== null && value !== ''
}
