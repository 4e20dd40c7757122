import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { LngLat } from '../../model/network.ts'
import { Name } from '../../model/point.ts'
import { decideOpen, decideReport } from '../decide/open-command.ts'
import { incidentsNearCall } from '../incident/near-call.ts'
import { duplicatesOf } from '../ticket/nearby.ts'
import { placed } from '../ticket/placed.ts'
import { detailOf, viewOf } from '../ticket/view.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed, data, id, short, text, word } from './fields.ts'
import { sendProblem } from './problem.ts'
import { runCommand } from './run.ts'
import { TicketFilter, ticketPage } from './ticket-filter.ts'

const Open = Type.Object(
  {
    id,
    source: short,
    category: short,
    kind: Type.Optional(short),
    priority: Type.Integer({ minimum: 1, maximum: 4, default: 3 }),
    alarms: Type.Array(short, { default: [], maxItems: 200 }),
    /** All of its alarms come along. */
    incident: Type.Optional(short),
    asset: Type.Optional(short),
    zone: Type.Optional(short),
    at: Type.Optional(LngLat),
    dn: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10_000 })),
    ring: Type.Optional(word(['inside', 'outside'] as const)),
    address: Type.Optional(Name),
    content: Type.Optional(text),
    reporter: Type.Optional(short),
    contact: Type.Optional(short),
    contactWindow: Type.Optional(short),
    externalNo: Type.Optional(short),
    discoveredAt: Type.Optional(Type.Number()),
    form: Type.Optional(data),
    flags: Type.Optional(Type.Array(short, { maxItems: 20 })),
    repairClass: Type.Optional(word(['minor', 'medium', 'major'] as const)),
  },
  closed,
)
const Reported = Type.Object(
  {
    id,
    source: short,
    reporter: Type.Optional(short),
    contact: Type.Optional(short),
    content: Type.Optional(text),
    externalNo: Type.Optional(short),
  },
  closed,
)
const Nearby = Type.Object(
  {
    category: short,
    lng: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    asset: Type.Optional(short),
    zone: Type.Optional(short),
  },
  closed,
)
type ById = { Params: { ticket: string } }

/** Tickets: the list with its clocks, one with its whole story, opening one, and what a new one may belong to. */
export function ticketRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, context, now, journal } = deps
  /** The ticket that a command opened before a restart. */
  const openedBy = async (command: string) => {
    const entry = await journal.find(command)
    return (entry?.body.ticket as { id: string } | undefined)?.id
  }
  return async app => {
    app.get<{ Querystring: TicketFilter }>(
      '/tickets',
      { ...needs('view'), schema: { querystring: TicketFilter } },
      async ({ query }) => {
        const at = now()
        const { records, total, next } = ticketPage(desk.state.tickets.values(), query)
        const tickets = records.map(record => viewOf(record, desk.state, context, at))
        return { now: at, tickets, total, more: next !== undefined, ...(next ? { next } : {}) }
      },
    )

    app.get<{ Querystring: Static<typeof Nearby> }>(
      '/tickets/nearby',
      { ...needs('view'), schema: { querystring: Nearby } },
      async ({ query: { lng, lat, ...about } }) => {
        const at = lng !== undefined && lat !== undefined ? { at: [lng, lat] as [number, number] } : {}
        const spot = { ...about, ...at }
        const whole = { ...placed(spot, context.places), ...spot }
        return {
          tickets: duplicatesOf(desk.state, whole, context.policy, now()),
          incidents: incidentsNearCall(desk.state, whole, context, now()),
        }
      },
    )

    app.get<ById>('/tickets/:ticket', needs('view'), async ({ params: { ticket } }, reply) => {
      const record = desk.state.tickets.get(ticket)
      if (record) return detailOf(record, desk.state, context, now())
      const message = `there is no ticket ${ticket}`
      return sendProblem(reply, { status: 404, code: 'unknown-ticket', message })
    })

    app.post<{ Body: Static<typeof Open> }>(
      '/tickets',
      { ...needs('ticket.create'), schema: { body: Open } },
      (request, reply) => {
        const { id: command, ...draft } = request.body
        return runCommand(
          deps,
          request,
          reply,
          (state, actor, at) => decideOpen(state, draft, actor, context, at),
          async opened => {
            const ticket = opened?.id ?? (await openedBy(command))
            const record = ticket === undefined ? undefined : desk.state.tickets.get(ticket)
            if (!record) return { repeated: true }
            const { suggestions = [], incidents = [] } = opened ?? {}
            return { ...viewOf(record, desk.state, context, now()), suggestions, incidents }
          },
        )
      },
    )

    app.post<ById & { Body: Static<typeof Reported> }>(
      '/tickets/:ticket/reports',
      { ...needs('ticket.create'), schema: { body: Reported } },
      (request, reply) => {
        const { ticket } = request.params
        const { id: _, ...report } = request.body
        return runCommand(
          deps,
          request,
          reply,
          (state, actor, at) => decideReport(state, ticket, report, actor, at),
          () => detailOf(desk.state.tickets.get(ticket)!, desk.state, context, now()),
        )
      },
    )
  }
}
