import { type Static, Type } from 'typebox'
import { LngLat } from './network.ts'
import { Name } from './point.ts'

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })

/** Steps of a repair job in their usual order (regulations.md §E). */
export const STEPS = [
  'reported',
  'dispatched',
  'accepted',
  'forwarded',
  'contacted',
  'appointed',
  'arrived',
  'barrierSet',
  'shutoffRequested',
  'shutoffApproved',
  'waterStopped',
  'repaired',
  'flushed',
  'qualityPassed',
  'reopened',
  'replied',
  'reviewed',
  'calledBack',
  'closed',
  'reinspected',
  'archived',
] as const
export type Step = (typeof STEPS)[number]
export const Step = word(STEPS)

/** A step that was done: when the crew did it (`at`), when we heard (`received`), by whom, with what said. */
export const StepDone = Type.Object({
  step: Step,
  at: Type.Number(),
  received: Type.Number(),
  by: Type.String(),
  note: Type.Optional(Type.String()),
  data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
export type StepDone = Static<typeof StepDone>

/** A repair job. Where it stands is asked from `steps`; its clocks are computed, never stored. */
export const Ticket = Type.Object({
  /** e.g. GD-2026-1122-0031 */
  id: Type.String(),
  source: Type.String(),
  category: Type.String(),
  incident: Type.Optional(Type.String()),
  alarms: Type.Array(Type.String()),
  asset: Type.Optional(Type.String()),
  zone: Type.Optional(Type.String()),
  at: Type.Optional(LngLat),
  /** The pipe in question, as far as it is known: what an isolation trace starts from. */
  pipe: Type.Optional(Type.String()),
  /** Nominal diameter of the pipe in question, mm. */
  dn: Type.Optional(Type.Number()),
  address: Type.Optional(Name),
  content: Type.Optional(Type.String()),
  unit: Type.Optional(Type.String()),
  /** Person or crew it was given to. */
  assignee: Type.Optional(Type.String()),
  priority: Type.Integer({ minimum: 1, maximum: 4 }),
  policy: Type.String(),
  /** Which text of the policy it was opened under and is judged by (hash of its content). */
  policyVersion: Type.Optional(Type.String()),
  openedAt: Type.Number(),
  steps: Type.Array(StepDone),
  /** repair, complaint, visit, inspection, decision… (policy words) */
  kind: Type.Optional(Type.String()),
  reporter: Type.Optional(Type.String()),
  contact: Type.Optional(Type.String()),
  /** When the customer may be called, in the reporter's words. */
  contactWindow: Type.Optional(Type.String()),
  /** When it was found, where that is before it was reported. */
  discoveredAt: Type.Optional(Type.Number()),
  /** Further fields of the intake form: supply number, onset, demand… (policy words) */
  form: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** Number in another system, e.g. 12345. */
  externalNo: Type.Optional(Type.String()),
  /** Facts that rules ask for: noContact, thirdParty, customerRequest, sensitive, special… */
  flags: Type.Optional(Type.Array(Type.String())),
  /** Which side of the policy's ring road. */
  ring: Type.Optional(word(['inside', 'outside'] as const)),
  repairClass: Type.Optional(word(['minor', 'medium', 'major'] as const)),
  /** Units besides the responsible one, e.g. the inspection squad. */
  alsoUnits: Type.Optional(Type.Array(Type.String())),
  /** It was about the same as this one, which goes on; closed by being put together. */
  mergedInto: Type.Optional(Type.String()),
  /** Other tickets this one belongs with. */
  related: Type.Optional(
    Type.Array(
      Type.Object({ ticket: Type.String(), why: word(['rework', 'duplicate', 'repeat', 'parent'] as const) }),
    ),
  ),
})
export type Ticket = Static<typeof Ticket>

/**
 * One time limit of a ticket, computed from its events by the policy (field names after Jira's SLA object). The
 * server sends absolute instants; a screen only renders them.
 */
export const TicketClock = Type.Object({
  /** What must be done: dispatch, contact, arrive, stopWater, repair… */
  name: Type.String(),
  /** The rule it comes from, e.g. JN-REP-05. */
  rule: Type.String(),
  level: word(['must', 'should'] as const),
  /** waiting: its start event has not happened. */
  state: word(['waiting', 'running', 'paused', 'met', 'breached', 'breachedDone', 'exempt'] as const),
  startedAt: Type.Optional(Type.Number()),
  budget: Type.Optional(Type.Number({ description: 'ms' })),
  deadline: Type.Optional(Type.Number()),
  doneAt: Type.Optional(Type.Number()),
  paused: Type.Optional(
    Type.Object({ by: Type.String(), why: Type.String(), until: Type.Optional(Type.Number()) }),
  ),
  assumed: Type.Optional(Type.Boolean({ description: 'a default of ours where the regulation is silent' })),
})
export type TicketClock = Static<typeof TicketClock>

/** What a crew finds at a valve of a shut-off. Never assumed: a valve nobody has reported on is not known to be shut. */
export const VALVE_FINDINGS = ['closed', 'notClosed', 'inoperable', 'opened'] as const
export type ValveFinding = (typeof VALVE_FINDINGS)[number]

/** The task under which a finding at a valve is kept; its data say `valve` and `finding`. */
export const VALVE_TASK = 'valve'

/** What the API and the live socket send: the ticket, its clocks and the steps that may come next. */
export const TicketView = Type.Object({
  ticket: Ticket,
  clocks: Type.Array(TicketClock),
  next: Type.Array(
    Type.Object({
      step: Step,
      missing: Type.Array(Type.String()),
      /** Lines of the checklist that goes with the step, in the words of the rules. */
      checks: Type.Optional(
        Type.Array(Type.Object({ item: Type.String(), rule: Type.String(), says: Name })),
      ),
    }),
  ),
})
export type TicketView = Static<typeof TicketView>

/** The step a ticket has reached: the furthest one done. */
export function ticketStep(ticket: Pick<Ticket, 'steps'>): Step {
  let furthest = 0
  for (const { step } of ticket.steps) furthest = Math.max(furthest, STEPS.indexOf(step))
  return STEPS[furthest]!
}

/** True until it is closed. */
export function isOpen(ticket: Pick<Ticket, 'steps'>): boolean {
  return STEPS.indexOf(ticketStep(ticket)) < STEPS.indexOf('closed')
}
