import type { Alarm } from '../../model/alarm.ts'
import type { TicketView } from '../../model/ticket.ts'
import type { Incident } from '../../simulators/incidents/incident.ts'
import { milliseconds, type Scenario } from '../../simulators/incidents/scenario.ts'

type Expectation = Scenario['expect'][number]

/** What a platform made of a scenario. */
export interface Outcome {
  begin: number
  incidents: readonly Incident[]
  /** Everything ever raised; a shelved or cleared alarm counts. */
  alarms: readonly Pick<Alarm, 'kind' | 'subject' | 'zone' | 'raisedAt'>[]
  tickets: readonly Pick<TicketView, 'ticket'>[]
}

/** The expectations of a scenario that were not met, in words. */
export function unmet(scenario: Scenario, outcome: Outcome): string[] {
  return scenario.expect.flatMap(expectation => {
    const of = startsOf(expectation, outcome)
    if (of.length === 0) return [`there was no ${expectation.of}`]
    return of.flatMap(start => [...mistakes(expectation, start, outcome)])
  })
}

/** When the last expectation of a scenario is due, after what has happened so far. */
export function dueUntil({ expect }: Scenario, outcome: Outcome): number {
  const ends = expect.flatMap(one =>
    startsOf(one, outcome)
      .slice(0, 1)
      .map(({ startedAt }) => startedAt + milliseconds(one.within)),
  )
  return Math.max(outcome.begin, ...ends)
}

type Start = Pick<Incident, 'startedAt'> & Partial<Pick<Incident, 'kind' | 'target' | 'zone'>>

function startsOf({ of }: Expectation, { begin, incidents }: Outcome): Start[] {
  return of === undefined ? [{ startedAt: begin }] : incidents.filter(({ kind }) => kind === of).slice(0, 1)
}

function* mistakes(expectation: Expectation, start: Start, { alarms, tickets }: Outcome): Generator<string> {
  const { alarm, never = [], within } = expectation
  const until = start.startedAt + milliseconds(within)
  const inTime = (at: number | undefined) => at !== undefined && at >= start.startedAt && at <= until
  const isThere = (one: { zone?: string | undefined; subject?: string }) =>
    start.zone === undefined ||
    one.zone === start.zone ||
    (start.target !== undefined && one.subject?.startsWith(start.target))
  const raised = alarms.filter(one => inTime(one.raisedAt) && isThere(one))
  const about = `${within} after ${start.kind ?? 'the beginning'} (${start.target ?? 'anywhere'})`
  if (alarm !== undefined && !raised.some(({ kind }) => kind === alarm))
    yield `${about}: no alarm ${alarm}; there are ${raised.map(({ kind }) => kind).join(', ') || 'none'}`
  for (const kind of never)
    for (const one of raised)
      if (one.kind === kind) yield `${about}: ${kind} of ${one.subject} is a false alarm`
  const counts = (category: string) => expectation.category === undefined || category === expectation.category
  const opened = tickets.filter(
    ({ ticket }) => inTime(ticket.openedAt) && isThere(ticket) && counts(ticket.category),
  ).length
  if (expectation.tickets !== undefined && opened !== expectation.tickets)
    yield `${about}: ${opened} tickets instead of ${expectation.tickets}`
}
