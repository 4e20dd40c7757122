import type { TicketClock } from '../../model/ticket.ts'
import type { Policy } from '../policy/schema.ts'
import type { TicketRecord } from './record.ts'

/** A breach of the rules as a utility assesses it. */
export interface Violation {
  name: string
  rule: string
  /** Clocks and flags that mean it. */
  because: string[]
  /** CNY, from … to. */
  fine?: [number, number]
}

/** What a ticket will be held against by the policy: missed limits and facts people have put on it. */
export function violationsOf(
  { ticket }: Pick<TicketRecord, 'ticket'>,
  clocks: readonly TicketClock[],
  policy: Policy,
): Violation[] {
  const missed = new Set(
    clocks
      .filter(({ state, level }) => level === 'must' && (state === 'breached' || state === 'breachedDone'))
      .map(({ name }) => name),
  )
  return policy.violations.flatMap(({ name, rule, clocks: limits = [], flags = [], fine }) => {
    const late = limits.filter(clock => missed.has(clock))
    const said = flags.filter(flag => ticket.flags?.includes(flag))
    // Where both are named, e.g. a delay that caused a loss, both must hold.
    if ((limits.length > 0 && late.length === 0) || (flags.length > 0 && said.length === 0)) return []
    return [{ name, rule, because: [...late, ...said], ...(fine ? { fine } : {}) }]
  })
}
