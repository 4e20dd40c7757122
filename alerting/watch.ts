import type { Logger } from 'pino'
import { isOpen, type TicketClock } from '../model/ticket.ts'
import type { Instant } from '../model/time.ts'
import type { Cancel, TimeSource } from '../runtime/time.ts'
import { nextChange } from './clocks/moment.ts'
import type { Context } from './decide/context.ts'
import type { Desk } from './desk.ts'
import { nextOverdue, overdueDuties } from './duty/overdue.ts'
import type { Fact } from './fact.ts'
import { escalationMessages, nextRung } from './notify/escalate.ts'
import type { State } from './state.ts'
import type { TicketRecord } from './ticket/record.ts'
import { viewOf } from './ticket/view.ts'

/** Wait after the journal could not be written, ms. */
const RETRY = 5_000
/** Share of a clock's time after which its handler is warned. */
const WARN_AT = 0.75

/** Journals what time alone brings about. Only one timer is set: for the nearest moment. */
export interface Watch {
  /** Call after any change. */
  rearm(): void
  stop(): void
}

/** Watches shelves that end, deadlines that pass and duties that come round. */
export function watchClocks(desk: Desk, context: Context, time: TimeSource, log: Logger): Watch {
  let cancel: Cancel = () => {}
  let armedFor = Infinity
  let stopped = false

  const rearm = () => {
    if (stopped) return
    const next = nextMoment(desk.state, context, time.now())
    if (next === armedFor) return
    cancel()
    armedFor = next
    if (next !== Infinity) cancel = time.at(next, due)
  }
  const due = async () => {
    armedFor = Infinity
    try {
      await desk.turn(
        now => ({ actor: 'system', at: now, received: now }),
        (state, now) => ({ facts: dueFacts(state, context, now), answer: undefined }),
      )
      rearm()
    } catch (error) {
      log.error({ err: error }, 'what fell due could not be journalled; trying again')
      if (!stopped) cancel = time.at(time.now() + RETRY, due)
    }
  }
  return {
    rearm,
    stop: () => {
      stopped = true
      cancel()
    },
  }
}

/** What has fallen due at `now` and is not journalled yet. */
export function dueFacts(state: State, context: Context, now: Instant): Fact[] {
  const facts: Fact[] = []
  for (const [id, { shelved }] of state.alarms) {
    if (shelved && shelved.until <= now) {
      facts.push({ type: 'alarm', id, event: { type: 'unshelved', at: now, by: 'system' } })
    }
  }
  for (const [id, record] of state.tickets) {
    if (atRest.has(record)) continue
    for (const clock of viewOf(record, state, context, now).clocks) {
      const { name, rule, deadline, state: stands } = clock
      if (stands === 'breached' && !record.breached.includes(name)) {
        facts.push({ type: 'ticket.breached', id, clock: name, rule, deadline: deadline! })
      }
      if (stands === 'running' && !record.warned.includes(name) && warningAt(clock) <= now) {
        facts.push({ type: 'ticket.warned', id, clock: name, rule, deadline: deadline! })
      }
    }
  }
  facts.push(...overdueDuties(state, context, now))
  if (context.notify) {
    for (const message of escalationMessages(state, context.notify, context, now)) {
      facts.push({ type: 'notify.queued', message })
    }
  }
  return facts
}

/** When the handler is warned: three quarters of the time are gone. Infinity for a clock without a deadline. */
function warningAt({ startedAt, deadline }: TicketClock): Instant {
  if (startedAt === undefined || deadline === undefined) return Infinity
  return Math.ceil(startedAt + Math.max(0, deadline - startedAt) * WARN_AT)
}

/** The nearest moment at which time alone changes something; Infinity when there is none. */
export function nextMoment(state: State, context: Context, now: Instant): Instant {
  const rung = context.notify ? nextRung(state, context.notify) : Infinity
  let next = Math.min(rung, nextOverdue(state, context))
  for (const { shelved } of state.alarms.values()) if (shelved) next = Math.min(next, shelved.until)
  for (const record of state.tickets.values()) {
    if (!atRest.has(record)) next = Math.min(next, nextOf(record, state, context, now))
  }
  return next
}

/**
 * Closed tickets with nothing that runs: years of them, which need not be looked at. A closed one whose road is still
 * to be restored is none of them. A record never changes, so this holds for it for good.
 */
const atRest = new WeakSet<TicketRecord>()

function nextOf(record: TicketRecord, state: State, context: Context, now: Instant): Instant {
  const running = viewOf(record, state, context, now).clocks
  const untold = running.some(({ state, name }) => state === 'breached' && !record.breached.includes(name))
  if (untold) return now
  if (!isOpen(record.ticket) && running.every(({ state }) => state !== 'running' && state !== 'paused')) {
    atRest.add(record)
    return Infinity
  }
  const warnings = running
    .filter(({ state, name }) => state === 'running' && !record.warned.includes(name))
    .map(warningAt)
  return Math.min(nextChange(running), ...warnings)
}
