import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { LngLat } from '../../model/network.ts'
import { Name } from '../../model/point.ts'
import type { Actor, Right } from '../../model/rights.ts'
import { Step } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { decideChange } from '../decide/change-command.ts'
import { decideMove, MOVES } from '../decide/move-command.ts'
import type { Outcome } from '../decide/outcome.ts'
import { decideTask } from '../decide/task-command.ts'
import { decideExtend, decidePause, decideResume, decideStep } from '../decide/ticket-command.ts'
import { decideTicketMerge } from '../decide/ticket-merge.ts'
import type { State } from '../state.ts'
import { viewOf } from '../ticket/view.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed, data, id, short, text, word } from './fields.ts'
import { runCommand } from './run.ts'

const note = Type.Optional(text)
const at = Type.Optional(Type.Number())
const DoStep = Type.Object({ id, step: Step, at, note, data: Type.Optional(data) }, closed)
const DoTask = Type.Object({ id, task: short, at, note, data: Type.Optional(data) }, closed)
const DoMove = Type.Object({ id, move: word(MOVES), note, data: Type.Optional(data) }, closed)
const Pause = Type.Object(
  { id, why: text, until: at, clocks: Type.Optional(Type.Array(short, { maxItems: 50 })) },
  closed,
)
const Resume = Type.Object({ id }, closed)
const Extend = Type.Object(
  { id, clock: short, deadline: Type.Number(), reason: text, customerTold: Type.Optional(Type.Boolean()) },
  closed,
)
const Merge = Type.Object({ id, into: short, why: text }, closed)
const Change = Type.Object(
  {
    id,
    category: Type.Optional(short),
    priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
    unit: Type.Optional(short),
    asset: Type.Optional(short),
    at: Type.Optional(LngLat),
    dn: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10_000 })),
    ring: Type.Optional(word(['inside', 'outside'] as const)),
    address: Type.Optional(Name),
    content: Type.Optional(text),
    reporter: Type.Optional(short),
    contact: Type.Optional(short),
    contactWindow: Type.Optional(short),
    flags: Type.Optional(Type.Array(short, { maxItems: 20 })),
    form: Type.Optional(data),
    repairClass: Type.Optional(word(['minor', 'medium', 'major'] as const)),
  },
  closed,
)

/** The work on a ticket: steps, follow-up tasks, moves beside the way, clocks held and prolonged, corrections. */
export function ticketWorkRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, context, now } = deps
  return async app => {
    const post = <S extends TSchema>(
      what: string,
      right: Right,
      body: S,
      decide: (state: State, ticket: string, body: Static<S>, actor: Actor, at: Instant) => Outcome,
    ) =>
      app.post<{ Params: { ticket: string }; Body: Static<S> }>(
        `/tickets/:ticket/${what}`,
        { ...needs(right), schema: { body } },
        (request, reply) => {
          const { ticket } = request.params
          const { id: _, ...command } = request.body as Static<S> & { id: string }
          return runCommand(
            deps,
            request as FastifyRequest,
            reply,
            (state, actor, at) => decide(state, ticket, command as Static<S>, actor, at),
            () => viewOf(desk.state.tickets.get(ticket)!, desk.state, context, now()),
          )
        },
      )

    // The right depends on the step, task or move: asked for where it is decided.
    post('steps', 'view', DoStep, (state, ticket, body, actor, at) =>
      decideStep(state, ticket, body, actor, context, at),
    )
    post('tasks', 'view', DoTask, (state, ticket, body, actor, at) =>
      decideTask(state, ticket, body, actor, context, at),
    )
    post('moves', 'view', DoMove, (state, ticket, body, actor, at) =>
      decideMove(state, ticket, body, actor, context, at),
    )
    post('pause', 'ticket.work', Pause, (state, ticket, { why, until, clocks }, actor, at) =>
      decidePause(
        state,
        ticket,
        { why, ...(until === undefined ? {} : { until }), ...(clocks ? { clocks } : {}) },
        actor,
        at,
      ),
    )
    post('resume', 'ticket.work', Resume, (state, ticket, _, actor, at) =>
      decideResume(state, ticket, actor, at),
    )
    post('extend', 'ticket.work', Extend, (state, ticket, body, actor, at) =>
      decideExtend(state, ticket, body, actor, context, at),
    )
    post('merge', 'ticket.dispatch', Merge, (state, ticket, wish, actor, at) =>
      decideTicketMerge(state, ticket, wish, actor, at),
    )
    post('change', 'ticket.dispatch', Change, (state, ticket, set, actor, at) =>
      decideChange(state, ticket, set as Omit<typeof set, 'id'>, actor, context, at),
    )
  }
}
