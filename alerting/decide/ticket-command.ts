import { type Actor, may } from '../../model/rights.ts'
import { isOpen, type Step } from '../../model/ticket.ts'
import { FUTURE_TOLERANCE, type Instant, iso } from '../../model/time.ts'
import { clocks } from '../clocks/clocks.ts'
import type { State } from '../state.ts'
import { missingFor, RIGHT_OF, stagesOf } from '../ticket/workflow.ts'
import type { Context } from './context.ts'
import { type Outcome, refuse } from './outcome.ts'
import { rulesOf } from './rules.ts'

/** A step as a person reports it. */
export interface StepCommand {
  step: Step
  /** When the crew did it; now when left out. */
  at?: Instant
  note?: string
  data?: Record<string, unknown>
}

/** A step of the work: by somebody with the right to it, when nothing that must come before is missing. */
export function decideStep(
  state: State,
  id: string,
  command: StepCommand,
  actor: Actor,
  site: Context,
  now: Instant,
): Outcome {
  const record = state.tickets.get(id)
  if (!record) return refuse(404, 'unknown-ticket', `there is no ticket ${id}`)
  const context = rulesOf(record.ticket, state, site)
  const { step, note, data, at = now } = command
  const right = RIGHT_OF[step]
  if (!may(actor, right)) return refuse(403, 'no-right', `${step} needs the right ${right}`)
  if (at > now + FUTURE_TOLERANCE) {
    return refuse(400, 'time-ahead', `${iso(at)} is in the future: check the device's clock`)
  }
  const before = record.ticket.steps.find(done => done.step === step)
  if (before) {
    return refuse(409, 'already-done', `${step} is done`, { by: before.by, at: before.at })
  }
  if (!stagesOf(record.ticket, context.policy).some(stage => stage.step === step)) {
    return refuse(409, 'not-in-workflow', `${step} is no step of this ticket`)
  }
  const missing = missingFor(record, step, context.policy, data)
  if (missing.length > 0) {
    return refuse(409, 'gate-closed', `${step} is not possible yet: ${missing.join(', ')}`, { missing })
  }
  const done = { step, at, received: now, by: actor.id, ...(note ? { note } : {}), ...(data ? { data } : {}) }
  if (step === 'reviewed' && data?.complete === false) {
    // JN-WO-13: an incomplete reply is not reviewed, it goes back.
    const why = note ?? 'reply incomplete'
    return { facts: [{ type: 'ticket.sentBack', id, to: 'replied', at, by: actor.id, why }] }
  }
  const given = givenTo(data, context)
  if ('refused' in given) return given
  const set = given.set
  return {
    facts: [
      { type: 'ticket.step', id, done },
      ...(Object.keys(set).length > 0 ? [{ type: 'ticket.changed' as const, id, set }] : []),
    ],
  }
}

/** A step may hand the ticket to a unit and a person. */
function givenTo(
  data: Record<string, unknown> | undefined,
  { policy }: Context,
): { set: { unit?: string; assignee?: string } } | ReturnType<typeof refuse> {
  const { unit, assignee } = data ?? {}
  if (typeof unit === 'string' && !(unit in policy.units)) {
    return refuse(400, 'unknown-unit', `there is no unit "${unit}"`)
  }
  return {
    set: {
      ...(typeof unit === 'string' ? { unit } : {}),
      ...(typeof assignee === 'string' ? { assignee } : {}),
    },
  }
}

/** Stops clocks for a reason, until a time if it is known. */
export function decidePause(
  state: State,
  id: string,
  pause: { why: string; until?: Instant; clocks?: string[] },
  actor: Actor,
  now: Instant,
): Outcome {
  const record = state.tickets.get(id)
  if (!record) return refuse(404, 'unknown-ticket', `there is no ticket ${id}`)
  if (!isOpen(record.ticket)) return refuse(409, 'ticket-closed', 'the ticket is closed')
  if (record.pauses.some(({ to, until }) => to === undefined && (until === undefined || until > now)))
    return refuse(409, 'already-paused', 'its clocks stand still already')
  if (pause.until !== undefined && pause.until <= now)
    return refuse(400, 'end-not-after-now', 'the end must be in the future')
  return { facts: [{ type: 'ticket.paused', id, pause: { ...pause, from: now, by: actor.id } }] }
}

/** Lets the clocks run on. */
export function decideResume(state: State, id: string, actor: Actor, now: Instant): Outcome {
  const record = state.tickets.get(id)
  if (!record) return refuse(404, 'unknown-ticket', `there is no ticket ${id}`)
  if (!record.pauses.some(({ to, until }) => to === undefined && (until === undefined || until > now)))
    return refuse(409, 'not-paused', 'its clocks are running')
  return { facts: [{ type: 'ticket.resumed', id, at: now, by: actor.id }] }
}

/** A later deadline: only before the old one has passed, and with a reason (LC-WO-05). */
export function decideExtend(
  state: State,
  id: string,
  wish: { clock: string; deadline: Instant; reason: string; customerTold?: boolean },
  actor: Actor,
  site: Context,
  now: Instant,
): Outcome {
  const record = state.tickets.get(id)
  if (!record) return refuse(404, 'unknown-ticket', `there is no ticket ${id}`)
  const context = rulesOf(record.ticket, state, site)
  const missing = missingFor(record, 'extended', context.policy, wish)
  if (missing.length > 0) return refuse(409, 'gate-closed', `missing: ${missing.join(', ')}`, { missing })
  const clock = clocks(record, context.policy, context.calendar, now).find(({ name }) => name === wish.clock)
  if (!clock) return refuse(404, 'unknown-clock', `the ticket has no clock ${wish.clock}`)
  if (clock.state !== 'running' && clock.state !== 'paused')
    return refuse(409, 'too-late', `the clock ${wish.clock} is ${clock.state}: ask before the deadline`)
  if (clock.deadline !== undefined && wish.deadline <= clock.deadline)
    return refuse(400, 'not-later', 'the new deadline must be after the old one')
  const { reason, deadline } = wish
  const extension = { clock: wish.clock, deadline, reason, at: now, by: actor.id }
  return { facts: [{ type: 'ticket.extended', id, extension }] }
}
