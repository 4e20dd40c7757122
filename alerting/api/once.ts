import type { Instant } from '../../model/time.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import type { Decision } from '../desk.ts'
import type { State } from '../state.ts'
import type { ApiDeps } from './deps.ts'

/** Answers kept for a command that is sent again. */
const KEPT = 10_000
const answers = new WeakMap<object, Map<string, Promise<unknown>>>()

/**
 * Runs a command once: sent again, with the same id, it changes nothing and gets the first answer; after a restart,
 * when that answer is gone, `{ repeated: true }`.
 */
export function onceOnly<T extends object>(
  { desk, journal }: Pick<ApiDeps, 'desk' | 'journal'>,
  id: string,
  actor: string,
  decide: (state: State, now: Instant) => Decision<T>,
): Promise<T | { repeated: true }> {
  let kept = answers.get(desk)
  if (!kept) answers.set(desk, (kept = new Map()))
  const before = kept.get(id) as Promise<T> | undefined
  if (before) return before
  const run = async () => {
    if (await journal.find(id)) return { repeated: true } as const
    return desk.turn(
      now => ({ actor, at: now, received: now, id }),
      (state, now) => {
        const decision = decide(state, now)
        // What was refused, or failed for want of a journal, may be tried again under the same id.
        if (decision.facts.length === 0) kept.delete(id)
        return decision
      },
    )
  }
  const answer = run().catch(error => Promise.reject(asProblem(error)))
  kept.set(id, answer)
  answer.catch(() => kept.delete(id))
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
  return answer
}

/** A journal that cannot be written is no fault of the caller: try again later. */
function asProblem(error: unknown): unknown {
  const { code, message } = error as { code?: string; message: string }
  return code?.startsWith('journal-') ? new HttpProblem(503, code, message) : error
}
