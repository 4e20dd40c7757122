import { type Ticket, type TicketClock, ticketStep } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { matches } from '../policy/match.ts'
import type { ClockRule, Policy } from '../policy/schema.ts'
import type { Pause, TicketRecord } from '../ticket/record.ts'
import type { Calendar } from './calendar.ts'
import { eventTime, startOf } from './events.ts'
import { deadlineOf } from './limit.ts'
import { outOfQuiet } from './quiet.ts'

/**
 * Every clock of a ticket at `now`, computed from what has happened; nothing counts down in storage. Of the rules
 * with one name the first that fits the ticket counts.
 */
export function clocks(
  record: TicketRecord,
  policy: Policy,
  calendar: Calendar,
  now: Instant,
): TicketClock[] {
  return clockRules(record.ticket, policy).map(rule => clock(rule, record, policy, calendar, now))
}

/** The rules that hold for a ticket, one a name. */
export function clockRules(ticket: Ticket, policy: Policy): ClockRule[] {
  const names = new Set<string>()
  return policy.clocks.filter(rule => {
    if (names.has(rule.name) || !matches(rule.when, ticket)) return false
    names.add(rule.name)
    return true
  })
}

function clock(
  rule: ClockRule,
  record: TicketRecord,
  policy: Policy,
  calendar: Calendar,
  now: Instant,
): TicketClock {
  const head = {
    name: rule.name,
    rule: rule.rule,
    level: rule.level ?? 'must',
    ...(rule.assumed ? { assumed: true } : {}),
  } as const
  const start = startOf(record, policy, rule.from)
  const doneAt = eventTime(record, policy, rule.until)
  const done = doneAt === undefined ? {} : { doneAt }
  if (rule.exemptIf && record.ticket.flags?.includes(rule.exemptIf)) return { ...head, state: 'exempt' }
  const over = doneAt === undefined && ticketStep(record.ticket) === 'archived'
  if (over) return { ...head, state: 'exempt' }
  if (!start) return { ...head, ...done, state: doneAt === undefined ? 'waiting' : 'met' }

  const startedAt = start.at
  const plain = deadlineOf(rule, start.base, calendar)
  const pauses = record.pauses.filter(pause => pause.clocks?.includes(rule.name) ?? true)
  const standing = pauses.find(pause => isStanding(pause, now))
  const deadline = extended(rule, record, plain, pauses, policy, calendar, now)
  const times = {
    startedAt,
    ...(plain === undefined ? {} : { budget: plain - startedAt }),
    ...(deadline === undefined ? {} : { deadline }),
    ...done,
  }
  const late = (at: Instant) =>
    deadline !== undefined && (rule.compare === 'lt' ? at >= deadline : at > deadline)
  if (doneAt !== undefined) return { ...head, ...times, state: late(doneAt) ? 'breachedDone' : 'met' }
  if (standing) {
    const { by, why, until } = standing
    return { ...head, ...times, state: 'paused', paused: { by, why, ...(until ? { until } : {}) } }
  }
  return { ...head, ...times, state: late(now) ? 'breached' : 'running' }
}

function extended(
  rule: ClockRule,
  record: TicketRecord,
  plain: Instant | undefined,
  pauses: readonly Pause[],
  policy: Policy,
  calendar: Calendar,
  now: Instant,
): Instant | undefined {
  const extension = record.extensions.findLast(({ clock }) => clock === rule.name)
  const base = extension?.deadline ?? plain
  if (base === undefined) return undefined
  const since = extension?.at ?? startOf(record, policy, rule.from)!.at
  const moved = base + stoodStill(pauses, since, now)
  const free = policy.quietHours?.unless
  const asked = free !== undefined && record.ticket.flags?.includes(free)
  return rule.quiet && policy.quietHours && !asked ? outOfQuiet(moved, policy.quietHours, calendar) : moved
}

function isStanding({ from, to, until }: Pause, now: Instant): boolean {
  return from <= now && to === undefined && (until === undefined || until > now)
}

/** How long the clocks stood still since `since`; overlapping pauses count once. */
function stoodStill(pauses: readonly Pause[], since: Instant, now: Instant): number {
  const spans = pauses
    .map(({ from, to, until }): [Instant, Instant] => [Math.max(from, since), to ?? until ?? now])
    .filter(([from, to]) => to > from)
    .sort((a, b) => a[0] - b[0])
  let total = 0
  let end = -Infinity
  for (const [from, to] of spans) {
    total += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return total
}
