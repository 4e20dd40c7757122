import { STEPS, type Ticket } from '../../model/ticket.ts'
import type { TicketFact } from '../fact.ts'
import { newRecord, type TicketRecord } from './record.ts'

/** The record after a fact. A fact about a ticket nobody opened is left out. */
export function applyToTicket(
  record: TicketRecord | undefined,
  fact: TicketFact | { type: 'ticket.opened'; ticket: Ticket },
): TicketRecord | undefined {
  if (fact.type === 'ticket.opened') return newRecord({ ...fact.ticket, alarms: [...fact.ticket.alarms] })
  if (!record) return undefined
  const { ticket } = record
  switch (fact.type) {
    case 'ticket.step':
      return { ...record, ticket: { ...ticket, steps: [...ticket.steps, fact.done] } }
    case 'ticket.task':
      return { ...record, tasks: [...record.tasks, fact.done] }
    case 'ticket.moved':
      return { ...record, moves: [...record.moves, fact.done] }
    case 'ticket.reported':
      return { ...record, reports: [...record.reports, fact.report] }
    case 'ticket.attached':
      return { ...record, attachments: [...record.attachments, fact.attachment] }
    case 'ticket.changed':
      return { ...record, ticket: { ...ticket, ...fact.set } }
    case 'ticket.paused':
      return { ...record, pauses: [...record.pauses, fact.pause] }
    case 'ticket.resumed':
      return { ...record, pauses: record.pauses.map(pause => (pause.to ? pause : { ...pause, to: fact.at })) }
    case 'ticket.extended':
      return {
        ...record,
        extensions: [...record.extensions, fact.extension],
        warned: record.warned.filter(name => name !== fact.extension.clock),
        breached: record.breached.filter(name => name !== fact.extension.clock),
      }
    case 'ticket.sentBack': {
      // What was done stays in the journal; the ticket stands before `to` again.
      const before = STEPS.indexOf(fact.to)
      return {
        ...record,
        ticket: { ...ticket, steps: ticket.steps.filter(({ step }) => STEPS.indexOf(step) < before) },
      }
    }
    case 'ticket.merged':
      return mergedRecord(record, fact)
    case 'ticket.warned':
      return { ...record, warned: [...record.warned, fact.clock] }
    case 'ticket.breached':
      return { ...record, breached: [...record.breached, fact.clock] }
  }
}

/** Closed and put away, so that none of its clocks asks for anything; what was done on it stays. */
function mergedRecord(
  record: TicketRecord,
  { into, at, by, why }: Extract<TicketFact, { type: 'ticket.merged' }>,
): TicketRecord {
  const { ticket } = record
  const done = { at, received: at, by, note: why, data: { mergedInto: into } }
  const ends = (['closed', 'archived'] as const).map(step => ({ step, ...done }))
  return {
    ...record,
    ticket: {
      ...ticket,
      mergedInto: into,
      related: [...(ticket.related ?? []), { ticket: into, why: 'duplicate' }],
      steps: [...ticket.steps, ...ends],
    },
  }
}

/** The record once an alarm is on it. */
export function withAlarm(record: TicketRecord, alarm: string, priority: number): TicketRecord {
  // Appended in place: in a storm thousands join one ticket, and copying the list each time would be quadratic.
  record.ticket.alarms.push(alarm)
  return withPriority(record, priority)
}

/** The record with at least this priority. */
export function withPriority(record: TicketRecord, priority: number): TicketRecord {
  const { ticket } = record
  return { ...record, ticket: { ...ticket, priority: Math.min(ticket.priority, priority) } }
}
