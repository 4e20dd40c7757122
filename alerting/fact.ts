import type { StepDone, Ticket } from '../model/ticket.ts'
import type { Instant } from '../model/time.ts'
import type { AlarmEvent } from './alarm/event.ts'
import type { HandoverFact } from './duty/handover.ts'
import type { Incident } from './incident/incident.ts'
import type { JournalEntry, NewEntry } from './journal/journal.ts'
import type { NoticeFact } from './notice/apply.ts'
import type { NotifyFact } from './notify/message.ts'
import type { Policy } from './policy/schema.ts'
import type { Attachment, Extension, MoveDone, Pause, Report, TaskDone } from './ticket/record.ts'

/** What can happen to a ticket after it was opened. */
export type TicketFact =
  | { type: 'ticket.step'; id: string; done: StepDone }
  | { type: 'ticket.task'; id: string; done: TaskDone }
  | { type: 'ticket.moved'; id: string; done: MoveDone }
  | { type: 'ticket.reported'; id: string; report: Report }
  | { type: 'ticket.attached'; id: string; attachment: Attachment }
  | { type: 'ticket.changed'; id: string; set: Partial<Ticket> }
  | { type: 'ticket.paused'; id: string; pause: Pause }
  | { type: 'ticket.resumed'; id: string; at: Instant; by: string }
  | { type: 'ticket.extended'; id: string; extension: Extension }
  | { type: 'ticket.sentBack'; id: string; to: StepDone['step']; at: Instant; by: string; why: string }
  | { type: 'ticket.merged'; id: string; into: string; at: Instant; by: string; why: string }
  | { type: 'ticket.warned'; id: string; clock: string; rule: string; deadline: Instant }
  | { type: 'ticket.breached'; id: string; clock: string; rule: string; deadline: Instant }

/** One thing that happened, as the state takes it in. */
export type Fact =
  | { type: 'alarm'; id: string; event: AlarmEvent }
  /** Its alarms are in it from now on. */
  | { type: 'incident.opened'; incident: Incident }
  /** The alarm is in it, and on its ticket if it has one. */
  | {
      type: 'incident.joined'
      id: string
      alarm: string
      at: Instant
      cause?: Incident['cause']
      ticket?: string
      priority?: number
      /** It is a member already; this is its next spell. */
      again?: boolean
    }
  /** All of its alarms are on this ticket. */
  | { type: 'incident.ticketed'; id: string; ticket: string }
  | { type: 'incident.left'; id: string; alarm: string; by: string; why: string }
  | { type: 'incident.merged'; id: string; into: string; by: string; why: string }
  | { type: 'ticket.opened'; ticket: Ticket }
  /** The text of a policy, once, with the first ticket opened under it. */
  | { type: 'policy.kept'; version: string; policy: Policy }
  | TicketFact
  | NoticeFact
  | NotifyFact
  /** A duty that comes round was done: `subject` is a zone, station, route… */
  | { type: 'duty.done'; duty: string; subject: string; at: Instant; by: string; note?: string }
  | { type: 'duty.overdue'; duty: string; subject: string; due: Instant }
  | HandoverFact

/** Who caused a fact, when, and by which command. */
export interface Cause {
  actor: string
  at: Instant
  received: Instant
  /** Idempotency key of the command. */
  id?: string
}

/** Facts as journal entries. Only the first carries the command's id: they are appended all or none. */
export function toEntries(facts: readonly Fact[], cause: Cause): NewEntry[] {
  const { id, ...who } = cause
  return facts.map((fact, i) => {
    const { type, ...body } = fact
    const name = fact.type === 'alarm' ? `alarm.${fact.event.type}` : type
    return { ...who, type: name, body, ...(i === 0 && id !== undefined ? { id } : {}) }
  })
}

/** The fact an entry holds. Throws for an entry that is none: the journal is of a newer program. */
export function fromEntry({ seq, type, body }: Pick<JournalEntry, 'seq' | 'type' | 'body'>): Fact {
  if (type.startsWith('alarm.')) return { ...body, type: 'alarm' } as Fact
  if (!KNOWN.has(type)) throw new Error(`journal entry ${seq} is of the unknown type "${type}"`)
  return { ...body, type } as Fact
}

const KNOWN = new Set([
  'incident.opened',
  'incident.joined',
  'incident.ticketed',
  'incident.left',
  'incident.merged',
  'ticket.opened',
  'policy.kept',
  'ticket.step',
  'ticket.task',
  'ticket.moved',
  'ticket.reported',
  'ticket.attached',
  'ticket.changed',
  'ticket.paused',
  'ticket.resumed',
  'ticket.extended',
  'ticket.sentBack',
  'ticket.merged',
  'ticket.warned',
  'ticket.breached',
  'notice.drafted',
  'notice.approved',
  'notice.published',
  'notice.restored',
  'notice.withdrawn',
  'notice.extended',
  'notice.told',
  'notify.queued',
  'notify.sent',
  'notify.failed',
  'duty.done',
  'duty.overdue',
  'handover.begun',
  'handover.taken',
])
