import type { TicketClock } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'

/** How near its end a clock is: the tint it may have. */
export type Pressure = 'calm' | 'watch' | 'near' | 'over'

/** A clock as it is drawn: `left` ms until the deadline, negative when over; `spent` the share of the budget, 0–1. */
export interface StripClock {
  clock: TicketClock
  left: number | undefined
  spent: number | undefined
  pressure: Pressure
  /** ms that the step took, once done. */
  took: number | undefined
}

const IS_DUE = new Set<TicketClock['state']>(['running', 'breached'])

/** One clock at `now`. Deadlines come from the server; nothing is counted here but what is left. */
export function stripClock(clock: TicketClock, now: Instant): StripClock {
  const due = IS_DUE.has(clock.state) && clock.deadline !== undefined
  const left = due ? clock.deadline! - now : undefined
  const spent =
    left !== undefined && clock.budget !== undefined && clock.budget > 0
      ? Math.min(1, Math.max(0, 1 - left / clock.budget))
      : undefined
  return { clock, left, spent, pressure: pressureOf(clock, left, spent), took: tookOf(clock) }
}

function pressureOf(clock: TicketClock, left: number | undefined, spent: number | undefined): Pressure {
  if (clock.state === 'breached' || clock.state === 'breachedDone' || (left !== undefined && left < 0))
    return 'over'
  if (spent === undefined) return 'calm'
  return spent >= 0.9 ? 'near' : spent >= 0.75 ? 'watch' : 'calm'
}

function tookOf({ startedAt, doneAt }: TicketClock): number | undefined {
  return startedAt === undefined || doneAt === undefined ? undefined : doneAt - startedAt
}

/** The clock that must be met next: the earliest deadline still open, breached ones first because they are over. */
export function nextDue(clocks: readonly TicketClock[], now: Instant): StripClock | undefined {
  let next: StripClock | undefined
  for (const clock of clocks) {
    const one = stripClock(clock, now)
    if (one.left === undefined) continue
    if (next?.left === undefined || one.left < next.left) next = one
  }
  return next
}

/** How often a strip must be redrawn: every second within the last hour, else every minute. */
export function tickEvery(left: number | undefined): number {
  return left === undefined || Math.abs(left) > 3_600_000 ? 60_000 : 1_000
}
