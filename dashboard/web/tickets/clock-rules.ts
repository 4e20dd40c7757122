import type { TicketClock, TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'

type WithDeadline = TicketClock & { deadline: Instant }

/** Clocks that may still be prolonged: their deadline has not passed (LC-WO-05). */
export const canExtend = ({ clocks }: Pick<TicketView, 'clocks'>, now: Instant): WithDeadline[] =>
  clocks.filter(
    (clock): clock is WithDeadline =>
      (clock.state === 'running' || clock.state === 'paused') &&
      clock.deadline !== undefined &&
      clock.deadline > now,
  )

/** Whether anything runs that could stand still. */
export const canPause = ({ clocks }: Pick<TicketView, 'clocks'>): boolean =>
  clocks.some(({ state }) => state === 'running' || state === 'breached')

export const isPaused = ({ clocks }: Pick<TicketView, 'clocks'>): boolean =>
  clocks.some(({ state }) => state === 'paused')
