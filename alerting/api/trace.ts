import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { alternatives, resupply } from '../../model/trace/alternatives.ts'
import { isolate } from '../../model/trace/isolation.ts'
import { downstream, upstream } from '../../model/trace/stream.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed } from './fields.ts'
import { sendProblem } from './problem.ts'

const Isolation = Type.Object(
  {
    asset: Type.String({ maxLength: 200 }),
    /** Valves that cannot be closed or are shut now, separated by commas. */
    inoperable: Type.Optional(Type.String({ maxLength: 4_000 })),
    shut: Type.Optional(Type.String({ maxLength: 4_000 })),
  },
  closed,
)
const Stream = Type.Object(
  {
    asset: Type.String({ maxLength: 200 }),
    way: Type.Unsafe<'up' | 'down'>({ type: 'string', enum: ['up', 'down'] }),
  },
  closed,
)
/** Customers listed; the numbers count all. */
const LISTED = 2_000

/** What the network answers: whom a shut-off hits, and where water comes from and goes. Nothing is operated. */
export function traceRoutes({ context }: ApiDeps): FastifyPluginAsync {
  const unknown = (asset: string) => ({
    status: 404 as const,
    code: 'unknown-asset',
    message: `"${asset}" is no pipe and no node of the network`,
  })
  const known = (asset: string) =>
    context.graph().linkIndex.has(asset) || context.graph().nodeIndex.has(asset)

  return async app => {
    app.get<{ Querystring: Static<typeof Isolation> }>(
      '/trace/isolation',
      { ...needs('view'), schema: { querystring: Isolation } },
      async ({ query }, reply) => {
        if (!known(query.asset)) return sendProblem(reply, unknown(query.asset))
        const now = { inoperable: listOf(query.inoperable), shut: listOf(query.shut) }
        const graph = context.graph()
        const plan = isolate(graph, query.asset, now)
        return {
          ...plan,
          customerCount: plan.customers.length,
          customers: plan.customers.slice(0, LISTED),
          alternatives: alternatives(graph, query.asset, plan, now),
          resupply: resupply(graph, query.asset, plan, now),
        }
      },
    )

    app.get<{ Querystring: Static<typeof Stream> }>(
      '/trace/stream',
      { ...needs('view'), schema: { querystring: Stream } },
      async ({ query: { asset, way } }, reply) => {
        if (!known(asset)) return sendProblem(reply, unknown(asset))
        return way === 'up' ? upstream(context.graph(), asset) : downstream(context.graph(), asset)
      },
    )
  }
}

function listOf(text: string | undefined): ReadonlySet<string> {
  return new Set((text ?? '').split(',').filter(id => id !== ''))
}
