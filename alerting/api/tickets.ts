import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { LngLat } from '../../model/network.ts'
import { Name } from '../../model/point.ts'
import type { Actor } from '../../model/rights.ts'
import { isOpen, Step } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Outcome, Refusal } from '../decide/outcome.ts'
import { decideExtend, decideOpen, decidePause, decideResume, decideStep } from '../decide/ticket-command.ts'
import type { State } from '../state.ts'
import { viewOf } from '../ticket/view.ts'
import { type ApiDeps, actorOf, needs } from './api.ts'
import { onceOnly } from './once.ts'
import { sendProblem } from './problem.ts'

const closed = { additionalProperties: false }
const id = Type.String({ minLength: 8, maxLength: 64 })
const short = Type.String({ minLength: 1, maxLength: 200 })
const text = Type.String({ minLength: 1, maxLength: 4_000 })

const Open = Type.Object(
  {
    id,
    source: short,
    category: short,
    kind: Type.Optional(short),
    priority: Type.Integer({ minimum: 1, maximum: 4, default: 3 }),
    alarms: Type.Array(short, { default: [], maxItems: 100 }),
    asset: Type.Optional(short),
    zone: Type.Optional(short),
    at: Type.Optional(LngLat),
    dn: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    address: Type.Optional(Name),
    content: Type.Optional(text),
    reporter: Type.Optional(short),
    contact: Type.Optional(short),
    contactWindow: Type.Optional(short),
    externalNo: Type.Optional(short),
    flags: Type.Optional(Type.Array(short, { maxItems: 20 })),
    repairClass: Type.Optional(
      Type.Unsafe<'minor' | 'medium' | 'major'>({ type: 'string', enum: ['minor', 'medium', 'major'] }),
    ),
  },
  closed,
)
const DoStep = Type.Object(
  {
    id,
    step: Step,
    at: Type.Optional(Type.Number()),
    note: Type.Optional(text),
    data: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 50 })),
  },
  closed,
)
const Pause = Type.Object(
  { id, why: text, until: Type.Optional(Type.Number()), clocks: Type.Optional(Type.Array(short)) },
  closed,
)
const Resume = Type.Object({ id }, closed)
const Extend = Type.Object({ id, clock: short, deadline: Type.Number(), reason: text }, closed)
const Filter = Type.Object({ open: Type.Optional(Type.Boolean()) }, closed)
type ById = { Params: { ticket: string } }

/** Tickets: the list with its clocks, opening one, and the work on it. */
export function ticketRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, context, now } = deps
  const view = (ticket: string) => {
    const record = desk.state.tickets.get(ticket)
    return record && viewOf(record, context, now())
  }

  /** Runs a command on a ticket and answers with its new view. */
  const run = async (
    request: FastifyRequest,
    reply: FastifyReply,
    ticket: string | undefined,
    decide: (state: State, actor: Actor, now: Instant) => Outcome & { id?: string },
  ) => {
    const actor = actorOf(request)
    const command = (request.body as { id: string }).id
    const answer = await onceOnly<{ ticket: string } | { refused: Refusal }>(
      deps,
      command,
      actor.id,
      (state, at) => {
        const outcome = decide(state, actor, at)
        if ('refused' in outcome) return { facts: [], answer: { refused: outcome.refused } }
        return { facts: outcome.facts, answer: { ticket: outcome.id ?? ticket! } }
      },
    )
    if ('refused' in answer) return sendProblem(reply, answer.refused)
    return 'ticket' in answer ? view(answer.ticket) : ticket === undefined ? answer : view(ticket)
  }

  return async app => {
    app.get<{ Querystring: Static<typeof Filter> }>(
      '/tickets',
      { ...needs('view'), schema: { querystring: Filter } },
      async ({ query: { open } }) => {
        const at = now()
        const tickets = [...desk.state.tickets.values()]
          .filter(({ ticket }) => open === undefined || isOpen(ticket) === open)
          .map(record => viewOf(record, context, at))
        return { now: at, tickets }
      },
    )

    app.get<ById>('/tickets/:ticket', needs('view'), async ({ params }, reply) => {
      const found = view(params.ticket)
      if (found) return found
      return sendProblem(reply, {
        status: 404,
        code: 'unknown-ticket',
        message: `there is no ticket ${params.ticket}`,
      })
    })

    app.post<{ Body: Static<typeof Open> }>(
      '/tickets',
      { ...needs('ticket.create'), schema: { body: Open } },
      (request, reply) => {
        const { id: _, ...draft } = request.body
        return run(request, reply, undefined, (state, actor, at) =>
          decideOpen(state, draft, actor, context, at),
        )
      },
    )

    app.post<ById & { Body: Static<typeof DoStep> }>(
      '/tickets/:ticket/steps',
      { ...needs('view'), schema: { body: DoStep } },
      (request, reply) =>
        run(request, reply, request.params.ticket, (state, actor, at) =>
          decideStep(state, request.params.ticket, request.body, actor, context, at),
        ),
    )

    app.post<ById & { Body: Static<typeof Pause> }>(
      '/tickets/:ticket/pause',
      { ...needs('ticket.work'), schema: { body: Pause } },
      (request, reply) => {
        const { id: _, ...pause } = request.body
        return run(request, reply, request.params.ticket, (state, actor, at) =>
          decidePause(state, request.params.ticket, pause, actor, at),
        )
      },
    )

    app.post<ById & { Body: Static<typeof Resume> }>(
      '/tickets/:ticket/resume',
      { ...needs('ticket.work'), schema: { body: Resume } },
      (request, reply) =>
        run(request, reply, request.params.ticket, (state, actor, at) =>
          decideResume(state, request.params.ticket, actor, at),
        ),
    )

    app.post<ById & { Body: Static<typeof Extend> }>(
      '/tickets/:ticket/extend',
      { ...needs('ticket.work'), schema: { body: Extend } },
      (request, reply) => {
        const { id: _, ...wish } = request.body
        return run(request, reply, request.params.ticket, (state, actor, at) =>
          decideExtend(state, request.params.ticket, wish, actor, context, at),
        )
      },
    )
  }
}
