import { type Actor, may, type Right } from '../../model/rights.ts'
import { STEPS, VALVE_FINDINGS, VALVE_TASK } from '../../model/ticket.ts'
import { FUTURE_TOLERANCE, type Instant, iso } from '../../model/time.ts'
import type { Policy } from '../policy/schema.ts'
import type { State } from '../state.ts'
import type { Context } from './context.ts'
import { type Outcome, refuse } from './outcome.ts'
import { rulesOf } from './rules.ts'

/** A follow-up task as a person reports it. */
export interface TaskCommand {
  task: string
  at?: Instant
  note?: string
  data?: Record<string, unknown>
}

/** Tasks that are decisions need the right to decide; everything else is work. */
const RIGHTS: Record<string, Right> = {
  supplyDecided: 'ticket.approveShutoff',
  inspectionArrived: 'ticket.work',
}
/** What a decision about supply may be (MX-WQ-03: people decide, the program never does). */
const DECISIONS = ['continue', 'flush', 'isolate', 'stop']

/** The follow-up tasks that a policy knows: what its clocks and gates wait for besides the steps. */
export function tasksOf(policy: Policy): Set<string> {
  const steps = new Set<string>(STEPS)
  const named = policy.clocks.map(({ until }) => until).filter(name => !steps.has(name))
  return new Set([...named, ...policy.gates.flatMap(({ tasks = [] }) => tasks), 'promised', VALVE_TASK])
}

/** Follow-up work done: the road restored, the authority phoned, supply decided upon. */
export function decideTask(
  state: State,
  id: string,
  { task, at, note, data }: TaskCommand,
  actor: Actor,
  site: Context,
  now: Instant,
): Outcome {
  const record = state.tickets.get(id)
  if (!record) return refuse(404, 'unknown-ticket', `there is no ticket ${id}`)
  const context = rulesOf(record.ticket, state, site)
  const known = tasksOf(context.policy)
  if (!known.has(task)) {
    return refuse(400, 'unknown-task', `"${task}" is no task; one of ${[...known].sort().join(', ')}`)
  }
  const right = RIGHTS[task] ?? 'ticket.work'
  if (!may(actor, right)) return refuse(403, 'no-right', `${task} needs the right ${right}`)
  if (at !== undefined && at > now + FUTURE_TOLERANCE) {
    return refuse(400, 'time-ahead', `${iso(at)} is in the future: check the device's clock`)
  }
  if (task === 'supplyDecided' && !DECISIONS.includes(String(data?.decision))) {
    return refuse(409, 'gate-closed', `say what was decided: ${DECISIONS.join(', ')}`, {
      missing: ['data:decision'],
    })
  }
  if (task === 'promised' && typeof data?.until !== 'number') {
    return refuse(409, 'gate-closed', 'say until when it was promised', { missing: ['data:until'] })
  }
  if (task === VALVE_TASK) {
    const wrong = findingProblem(data, context)
    if (wrong) return wrong
  }
  const extra = { ...(note ? { note } : {}), ...(data ? { data } : {}) }
  const done = { task, at: at ?? now, received: now, by: actor.id, ...extra }
  const flagged = record.ticket.flags ?? []
  return {
    facts: [
      { type: 'ticket.task', id, done },
      ...(task === 'promised' && !flagged.includes('promise')
        ? [{ type: 'ticket.changed' as const, id, set: { flags: [...flagged, 'promise'] } }]
        : []),
    ],
  }
}

/** What is wrong with a finding at a valve, if anything. */
function findingProblem(
  data: Record<string, unknown> | undefined,
  { network }: Context,
): Outcome | undefined {
  const { valve, finding } = data ?? {}
  const known =
    network.valves.some(({ id }) => id === valve) ||
    network.links.some(({ id, kind }) => kind === 'valve' && id === valve)
  if (!known) return refuse(400, 'unknown-valve', `the network has no valve "${valve}"`)
  if (VALVE_FINDINGS.includes(finding as (typeof VALVE_FINDINGS)[number])) return undefined
  return refuse(400, 'unknown-finding', `say what was found: ${VALVE_FINDINGS.join(', ')}`)
}
