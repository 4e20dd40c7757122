import { Duration } from 'luxon'
import { isOpen, STEPS, type Step, type Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Context } from '../decide/context.ts'
import type { State } from '../state.ts'
import { viewOf } from '../ticket/view.ts'
import type { Escalation, NotifyConfig } from './config.ts'
import type { Message } from './message.ts'
import { ticketWords } from './words.ts'

/** A rung of an escalation that a ticket has or will come to. */
interface Rung {
  ticket: string
  number: number
  at: Instant
  channels: readonly string[]
}

/** Messages of the rungs that have been reached: nobody has taken the ticket on in time. */
export function escalationMessages(
  state: State,
  config: NotifyConfig,
  context: Context,
  now: Instant,
): Message[] {
  return rungs(state, config)
    .filter(({ at }) => at <= now)
    .flatMap(({ ticket: id, number, channels }) =>
      channels.flatMap((channel): Message[] => {
        const key = keyOf(channel, id, number)
        if (state.escalated.has(key)) return []
        const record = state.tickets.get(id)!
        const { title, text } = ticketWords(
          record.ticket,
          viewOf(record, state, context, now).clocks,
          context,
        )
        const { priority } = record.ticket
        return [
          {
            key,
            channel,
            topic: 'escalation',
            about: id,
            title: `⇧${number} ${title}`,
            text,
            priority,
            at: now,
          },
        ]
      }),
    )
}

/** When the next rung is reached; Infinity when there is none. */
export function nextRung(state: State, config: NotifyConfig): Instant {
  let next = Infinity
  for (const { ticket, number, at, channels } of rungs(state, config)) {
    if (channels.some(channel => !state.escalated.has(keyOf(channel, ticket, number))))
      next = Math.min(next, at)
  }
  return next
}

/** The key of an escalation's message; it is sent once, also over restarts. */
export function keyOf(channel: string, ticket: string, number: number): string {
  return `${channel}:escalation:${ticket}:${number}`
}

function rungs(state: State, config: NotifyConfig): Rung[] {
  if (config.escalations.length === 0) return []
  const found: Rung[] = []
  for (const { ticket } of state.tickets.values()) {
    if (!isOpen(ticket)) continue
    for (const escalation of config.escalations) {
      if (!concerns(escalation, ticket) || reached(ticket, escalation.until)) continue
      escalation.steps.forEach(({ after, to }, i) => {
        const at = ticket.openedAt + Duration.fromISO(after).toMillis()
        found.push({ ticket: ticket.id, number: i + 1, at, channels: to })
      })
    }
  }
  return found
}

function concerns({ priority = 4, zones, categories, units }: Escalation, ticket: Ticket): boolean {
  return (
    ticket.priority <= priority &&
    (zones === undefined || (ticket.zone !== undefined && zones.includes(ticket.zone))) &&
    (categories === undefined || categories.includes(ticket.category)) &&
    (units === undefined || (ticket.unit !== undefined && units.includes(ticket.unit)))
  )
}

/** A later step means it was taken on as well. */
function reached(ticket: Ticket, until: string): boolean {
  const wanted = STEPS.indexOf(until as Step)
  return ticket.steps.some(({ step }) => STEPS.indexOf(step) >= wanted)
}
