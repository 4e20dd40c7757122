import type { TicketClock } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { clockRules, clocks } from '../clocks/clocks.ts'
import { openTicket } from '../ticket/open.ts'
import { newRecord } from '../ticket/record.ts'
import type { PolicyInForce } from './load.ts'
import type { Policy } from './schema.ts'

/** A ticket that is only imagined. */
export interface Trial {
  category: string
  at: Instant
  dn?: number
  ring?: 'inside' | 'outside'
  kind?: string
  source?: string
  repairClass?: 'minor' | 'medium' | 'major'
  flags?: string[]
}

export interface TrialClock extends TicketClock {
  from: string
  until: string
  limit: string | null
  article: string
  note?: string
}

/** What the clocks of such a ticket would be, with the rule each comes from, if every step were done at once. */
export function tryPolicy(
  { policy, calendar }: PolicyInForce,
  { at, source = 'hotline', ...facts }: Trial,
): { unit?: string; clocks: TrialClock[] } {
  const ticket = openTicket({ ...facts, source, alarms: [], priority: 2 }, 'trial', 'trial', policy, at)
  const rules = clockRules(ticket, policy)
  const rows = rules.map(rule => {
    const record = newRecord({ ...ticket, steps: stepsBefore(rule, policy, at) })
    const clock = clocks(record, policy, calendar, at).find(
      ({ rule: id, name }) => id === rule.rule && name === rule.name,
    )!
    const { from, until, limit, article, note } = rule
    return { ...clock, from, until, limit, article, ...(note ? { note } : {}) }
  })
  return { ...(ticket.unit ? { unit: ticket.unit } : {}), clocks: rows }
}

/** Steps as if the clock's start event had happened at `at` and nothing after it. */
function stepsBefore(rule: { from: string; until: string }, policy: Policy, at: Instant) {
  const names = policy.events[rule.from]?.any ?? [rule.from]
  const done = ['reported', ...names.filter(name => name !== rule.until)]
  return [...new Set(done)].map(step => ({
    step: (step === 'appointment' ? 'appointed' : step) as 'reported',
    at,
    received: at,
    by: 'trial',
    ...(step === 'appointment' ? { data: { appointment: at } } : {}),
  }))
}
