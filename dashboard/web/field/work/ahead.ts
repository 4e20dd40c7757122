import {
  STEPS,
  type Step,
  type StepDone,
  type TicketView,
  type ValveFinding,
} from '../../../../model/ticket.ts'
import type { Instant } from '../../../../model/time.ts'
import { type Entry, isWaiting } from '../outbox/entry.ts'

/** A step still to do, as the server last said it: `optional` steps may be left out. */
export type AheadStep = TicketView['next'][number] & { optional?: boolean }

/** What a phone keeps of a ticket. */
export interface Kept extends TicketView {
  ahead: AheadStep[]
  tasks: { task: string; at: Instant; received: Instant; by: string; data?: Record<string, unknown> }[]
  attachments: { sha256: string; name: string; at: Instant; step?: string }[]
}

/** A step that was done here and that the server has not confirmed. */
export interface PendingStep {
  step: Step
  at: Instant
  refused: boolean
}

/** The ticket as the crew left it: what the server knows, and what it is still to hear. */
export interface Standing {
  done: StepDone[]
  pending: PendingStep[]
  /** The step to be done next. */
  next?: AheadStep
  /** Others that may be done instead. */
  others: AheadStep[]
}

/** Where a ticket stands with what waits in the outbox for it. */
export function standing(kept: Kept, entries: readonly Entry[]): Standing {
  const mine = entries.filter(entry => entry.ticket === kept.ticket.id && isWaiting(entry))
  const known = new Set<Step>(kept.ticket.steps.map(({ step }) => step))
  const pending = mine.flatMap(({ act, at, state }): PendingStep[] =>
    act.kind === 'step' && !known.has(act.step) ? [{ step: act.step, at, refused: state === 'refused' }] : [],
  )
  const said = new Set<Step>(pending.map(({ step }) => step))
  const reached = Math.max(-1, ...[...known, ...said].map(step => STEPS.indexOf(step)))
  const ahead = kept.ahead
    .filter(({ step }) => STEPS.indexOf(step) > reached)
    .map(one => ({ ...one, missing: one.missing.filter(code => !isSaid(code, said)) }))
  const needed = ahead.findIndex(({ optional }) => !optional)
  const choice = needed < 0 ? ahead : ahead.slice(0, needed + 1)
  const next = usual(choice)
  return {
    done: kept.ticket.steps,
    pending,
    ...(next ? { next } : {}),
    others: choice.filter(one => one !== next),
  }
}

/** A gate that waits for a step which the outbox holds is as good as open: the two go to the server in order. */
const isSaid = (code: string, said: ReadonlySet<Step>) =>
  code.startsWith('step:') && said.has(code.slice('step:'.length) as Step)

/** The step for the large button: what must be done, unless an earlier one is what its gate waits for. */
function usual(choice: readonly AheadStep[]): AheadStep | undefined {
  const last = choice.at(-1)
  const wanted = last?.missing
    .filter(code => code.startsWith('step:'))
    .map(code => code.slice('step:'.length))
  return choice.find(({ step }) => wanted?.includes(step)) ?? last
}

/** What is known of a valve: what somebody reported, and whether the server has heard it. */
export interface ValveState {
  finding?: ValveFinding
  at?: Instant
  by?: string
  /** Reported on this phone and not yet heard: never to be called closed. */
  pending: boolean
}

/** The last word about each valve. */
export function valveStates(
  kept: Pick<Kept, 'ticket' | 'tasks'>,
  entries: readonly Entry[],
): Map<string, ValveState> {
  const states = new Map<string, ValveState>()
  for (const { task, at, by, data } of kept.tasks) {
    if (task !== 'valve' || typeof data?.valve !== 'string') continue
    states.set(data.valve, { finding: data.finding as ValveFinding, at, by, pending: false })
  }
  for (const { act, ticket, at, by, state } of [...entries].sort((a, b) => a.seq - b.seq)) {
    if (act.kind !== 'valve' || ticket !== kept.ticket.id || state === 'done') continue
    states.set(act.valve, { finding: act.finding, at, by, pending: true })
  }
  return states
}
