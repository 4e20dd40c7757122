import type { TicketClock } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'

/** When the next of these clocks changes its state by time alone; Infinity when none will. */
export function nextChange(clocks: readonly TicketClock[]): Instant {
  let next = Infinity
  for (const { state, deadline, paused } of clocks) {
    // A millisecond on: at the deadline itself the clock is still met.
    if (state === 'running' && deadline !== undefined) next = Math.min(next, deadline + 1)
    if (paused?.until) next = Math.min(next, paused.until)
  }
  return next
}

/** Whether a clock's deadline moves with every moment: it is paused and nobody said until when. */
export function drifts(clocks: readonly TicketClock[]): boolean {
  return clocks.some(({ state, paused }) => state === 'paused' && paused?.until === undefined)
}
