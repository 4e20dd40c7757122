import type { Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { SideMove } from '../policy/schema.ts'

/** A stretch in which clocks stand still. Without `clocks` it holds for all of them. */
export interface Pause {
  from: Instant
  /** When it really ended. */
  to?: Instant
  /** When it was said to end. */
  until?: Instant
  by: string
  why: string
  clocks?: string[]
}

/** A new deadline, asked for before the old one with a reason. */
export interface Extension {
  clock: string
  deadline: Instant
  at: Instant
  by: string
  reason: string
}

/** Follow-up work that is no step: road restored, authority phoned, notice posted… */
export interface TaskDone {
  task: string
  at: Instant
  received: Instant
  by: string
  note?: string
  data?: Record<string, unknown>
}

/** A move beside the usual way: objection, return, out of scope, refusal… */
export interface MoveDone {
  move: SideMove
  at: Instant
  received: Instant
  by: string
  note?: string
  data?: Record<string, unknown>
}

/** Another call about the same matter. */
export interface Report {
  at: Instant
  by: string
  source: string
  reporter?: string
  contact?: string
  content?: string
  externalNo?: string
}

/** A stored file; its content is found by its hash. */
export interface Attachment {
  sha256: string
  name: string
  type: string
  bytes: number
  at: Instant
  received: Instant
  by: string
  step?: string
}

/** Everything folded from a ticket's entries; its clocks are computed from it. */
export interface TicketRecord {
  ticket: Ticket
  pauses: Pause[]
  extensions: Extension[]
  tasks: TaskDone[]
  moves: MoveDone[]
  reports: Report[]
  attachments: Attachment[]
  /** Clock names whose nearing deadline, and whose breach, have been journalled. */
  warned: string[]
  breached: string[]
}

/** A ticket just opened. */
export function newRecord(ticket: Ticket): TicketRecord {
  return {
    ticket,
    pauses: [],
    extensions: [],
    tasks: [],
    moves: [],
    reports: [],
    attachments: [],
    warned: [],
    breached: [],
  }
}
