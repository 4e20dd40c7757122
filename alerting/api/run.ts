import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../model/rights.ts'
import type { Instant } from '../../model/time.ts'
import type { Outcome, Refusal } from '../decide/outcome.ts'
import type { State } from '../state.ts'
import { type ApiDeps, actorOf } from './deps.ts'
import { onceOnly } from './once.ts'
import { sendProblem } from './problem.ts'

/**
 * Runs a command of a person once and answers with what `show` makes of it; a refusal as a problem document. Sent
 * again it answers the same, after a restart from what the journal made of it.
 */
export async function runCommand<O extends Outcome>(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  decide: (state: State, actor: Actor, now: Instant) => O,
  show: (outcome?: Extract<O, { facts: unknown }>) => unknown,
): Promise<unknown> {
  const actor = actorOf(request)
  const { id } = request.body as { id: string }
  const answer = await onceOnly<{ done: O } | { refused: Refusal }>(deps, id, actor.id, (state, at) => {
    const outcome = decide(state, actor, at)
    if ('refused' in outcome) return { facts: [], answer: { refused: outcome.refused } }
    return { facts: outcome.facts, answer: { done: outcome } }
  })
  if ('refused' in answer) return sendProblem(reply, answer.refused)
  return 'done' in answer ? show(answer.done as Extract<O, { facts: unknown }>) : show()
}
