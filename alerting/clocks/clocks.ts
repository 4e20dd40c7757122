import type { Ticket, TicketClock } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { matches } from '../policy/match.ts'
import type { ClockRule, Policy } from '../policy/schema.ts'
import type { Pause, TicketRecord } from '../ticket/record.ts'
import type { Calendar } from './calendar.ts'
import { eventTime, startOf } from './events.ts'
import { deadlineOf } from './limit.ts'
import { awakeBetween, beforeQuiet, outOfQuiet, plusAwake, type QuietHours } from './quiet.ts'

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
  const archived = record.ticket.steps.find(({ step }) => step === 'archived')?.at
  if (!start && doneAt === undefined && archived !== undefined) return { ...head, state: 'exempt' }
  if (!start) return { ...head, ...done, state: doneAt === undefined ? 'waiting' : 'met' }

  const startedAt = start.at
  const quiet = quietFor(rule, record.ticket, policy)
  const plain = quiet
    ? awakeDeadline(rule, start.base, quiet, calendar)
    : deadlineOf(rule, start.base, calendar)
  const pauses = record.pauses.filter(pause => pause.clocks?.includes(rule.name) ?? true)
  const standing = pauses.find(pause => isStanding(pause, now))
  const still = (since: Instant) => stoodStill(pauses, since, now, quiet, calendar)
  const deadline = extended(rule, record, plain, startedAt, still, quiet, calendar)
  const times = {
    startedAt,
    ...(plain === undefined ? {} : { budget: plain - startedAt }),
    ...(deadline === undefined ? {} : { deadline }),
    ...done,
  }
  const late = (at: Instant) =>
    deadline !== undefined && (rule.compare === 'lt' ? at >= deadline : at > deadline)
  if (doneAt !== undefined) return { ...head, ...times, state: late(doneAt) ? 'breachedDone' : 'met' }
  if (archived !== undefined) {
    // Put away, it asks for nothing any more; a limit that had passed by then stays missed.
    return late(archived) ? { ...head, ...times, state: 'breached' } : { ...head, state: 'exempt' }
  }
  if (standing) {
    const { by, why, until } = standing
    return { ...head, ...times, state: 'paused', paused: { by, why, ...(until ? { until } : {}) } }
  }
  return { ...head, ...times, state: late(now) ? 'breached' : 'running' }
}

/** Quiet hours in which this clock stands still; none when the customer asked to be called at any time. */
function quietFor({ quiet }: ClockRule, { flags }: Ticket, { quietHours }: Policy): QuietHours | undefined {
  if (!quiet || !quietHours) return undefined
  const { unless } = quietHours
  return unless !== undefined && flags?.includes(unless) ? undefined : quietHours
}

/** "Within 30 minutes" counts none of the night; "the same day" ends when the night begins. */
function awakeDeadline(rule: ClockRule, start: Instant, hours: QuietHours, calendar: Calendar) {
  const from = outOfQuiet(start, hours, calendar)
  const plain = deadlineOf(rule, from, calendar)
  if (plain === undefined) return undefined
  return rule.limit?.startsWith('PT')
    ? plusAwake(from, plain - from, hours, calendar)
    : beforeQuiet(plain, hours, calendar)
}

function extended(
  rule: ClockRule,
  record: TicketRecord,
  plain: Instant | undefined,
  startedAt: Instant,
  still: (since: Instant) => number,
  quiet: QuietHours | undefined,
  calendar: Calendar,
): Instant | undefined {
  const extension = record.extensions.findLast(({ clock }) => clock === rule.name)
  const base = extension?.deadline ?? plain
  if (base === undefined) return undefined
  const more = still(extension?.at ?? startedAt)
  return quiet ? plusAwake(base, more, quiet, calendar) : base + more
}

function isStanding({ from, to, until }: Pause, now: Instant): boolean {
  return from <= now && to === undefined && (until === undefined || until > now)
}

/** How long the clocks stood still since `since`; overlapping pauses count once. */
function stoodStill(
  pauses: readonly Pause[],
  since: Instant,
  now: Instant,
  quiet: QuietHours | undefined,
  calendar: Calendar,
): number {
  const spans = pauses
    .map(({ from, to, until }): [Instant, Instant] => [Math.max(from, since), to ?? until ?? now])
    .filter(([from, to]) => to > from)
    .sort((a, b) => a[0] - b[0])
  let total = 0
  let end = -Infinity
  for (const [from, to] of spans) {
    const begin = Math.max(from, end)
    if (to > begin) total += quiet ? awakeBetween(begin, to, quiet, calendar) : to - begin
    end = Math.max(end, to)
  }
  return total
}
