import { STEPS, type Step, type TicketView, ticketStep } from '../../../model/ticket.ts'

/** Columns of the board, at most seven, each up to the step that ends it. */
export const COLUMNS = ['dispatch', 'accept', 'way', 'site', 'restore', 'review', 'done'] as const
export type Column = (typeof COLUMNS)[number]

/** The last step after which a job still stands in the column. */
const UNTIL: Record<Column, Step> = {
  dispatch: 'reported',
  accept: 'dispatched',
  way: 'appointed',
  site: 'waterStopped',
  restore: 'reopened',
  review: 'calledBack',
  done: 'archived',
}

/** Where a job stands that has reached a step. */
export function columnOf(step: Step): Column {
  const at = STEPS.indexOf(step)
  return COLUMNS.find(column => at <= STEPS.indexOf(UNTIL[column]))!
}

/** Jobs by column, in the order they come. */
export function byColumn(views: readonly TicketView[]): Record<Column, TicketView[]> {
  const board = Object.fromEntries(COLUMNS.map(column => [column, []])) as unknown as Record<
    Column,
    TicketView[]
  >
  for (const view of views) board[columnOf(ticketStep(view.ticket))].push(view)
  return board
}

/** What putting a job into a column comes to: the step it means, or why it cannot be. */
export type Move =
  | { can: true; next: TicketView['next'][number] }
  | { can: false; why: 'same' | 'no-step' | 'gate'; missing: string[] }

/**
 * The step that brings a job into a column: the last of its next steps that lies there. A gate that wants more than
 * the step itself can bring stays closed, and says what it wants.
 */
export function moveTo(view: TicketView, column: Column): Move {
  if (columnOf(ticketStep(view.ticket)) === column) return { can: false, why: 'same', missing: [] }
  const there = view.next.filter(next => columnOf(next.step) === column)
  if (there.length === 0) return { can: false, why: 'no-step', missing: [] }
  const open = there.filter(next => next.missing.every(code => code.startsWith('data:')))
  const next = open.find(one => one.missing.length === 0) ?? open.at(-1)
  return next ? { can: true, next } : { can: false, why: 'gate', missing: there.at(-1)!.missing }
}
