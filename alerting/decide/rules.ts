import type { Ticket } from '../../model/ticket.ts'
import type { Fact } from '../fact.ts'
import type { Policy } from '../policy/schema.ts'
import { versionOf } from '../policy/version.ts'
import type { State } from '../state.ts'
import type { Context } from './context.ts'

const contexts = new WeakMap<Context, WeakMap<Policy, Context>>()

/**
 * The context with the rules a ticket is judged by: those it was opened under, whatever the policy says today. A ticket
 * of a time before versions were kept goes by the policy in force.
 */
export function rulesOf(
  { policyVersion }: Pick<Ticket, 'policyVersion'>,
  { policies }: State,
  context: Context,
): Context {
  if (policyVersion === undefined || policyVersion === versionOf(context.policy)) return context
  const policy = policies.get(policyVersion)
  if (!policy) return context
  let known = contexts.get(context)
  if (!known) contexts.set(context, (known = new WeakMap()))
  let made = known.get(policy)
  if (!made) known.set(policy, (made = { ...context, policy, calendar: context.calendarIn(policy.timeZone) }))
  return made
}

/** The text of the policy goes into the journal with the first ticket that is opened under it. */
export function keepPolicy(facts: readonly Fact[], { policies }: State, { policy }: Context): Fact[] {
  const version = versionOf(policy)
  if (policies.has(version) || !facts.some(({ type }) => type === 'ticket.opened')) return []
  return [{ type: 'policy.kept', version, policy }]
}
