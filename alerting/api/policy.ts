import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { tryPolicy } from '../policy/try.ts'
import { versionOf } from '../policy/version.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed } from './fields.ts'
import { sendProblem } from './problem.ts'

const Trial = Type.Object(
  {
    category: Type.String({ maxLength: 100 }),
    at: Type.Number(),
    dn: Type.Optional(Type.Number()),
    ring: Type.Optional(Type.Unsafe<'inside' | 'outside'>({ type: 'string', enum: ['inside', 'outside'] })),
    kind: Type.Optional(Type.String({ maxLength: 100 })),
    source: Type.Optional(Type.String({ maxLength: 100 })),
    repairClass: Type.Optional(
      Type.Unsafe<'minor' | 'medium' | 'major'>({ type: 'string', enum: ['minor', 'medium', 'major'] }),
    ),
    flags: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 20 })),
  },
  closed,
)

const Which = Type.Object({ version: Type.Optional(Type.String({ maxLength: 64 })) }, closed)

/** The policy in force, the texts that older tickets are judged by, and what the one in force would say. */
export function policyRoutes({ desk, context, policies }: ApiDeps): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: Static<typeof Which> }>(
      '/policy',
      { ...needs('view'), schema: { querystring: Which } },
      async ({ query: { version } }, reply) => {
        if (version === undefined || version === versionOf(context.policy)) return context.policy
        const message = `no ticket was opened under version ${version} of a policy`
        return (
          desk.state.policies.get(version) ??
          sendProblem(reply, { status: 404, code: 'unknown-version', message })
        )
      },
    )
    app.get('/policy/versions', needs('view'), async () => {
      const inForce = versionOf(context.policy)
      const tickets = new Map<string, number>()
      for (const { ticket } of desk.state.tickets.values()) {
        const version = ticket.policyVersion ?? inForce
        tickets.set(version, (tickets.get(version) ?? 0) + 1)
      }
      const all = new Map([...desk.state.policies, [inForce, context.policy]])
      return {
        inForce,
        versions: [...all].map(([version, { id, name, version: edition }]) => ({
          version,
          id,
          name,
          edition,
          tickets: tickets.get(version) ?? 0,
        })),
      }
    })
    app.get('/policy/known', needs('view'), async () => ({
      inForce: context.policy.id,
      policies: [...policies().values()].map(({ id, name, version, source }) => ({
        id,
        name,
        version,
        source,
      })),
    }))
    app.get<{ Params: { id: string } }>(
      '/policy/known/:id',
      { ...needs('view'), schema: { params: Type.Object({ id: Type.String({ maxLength: 64 }) }) } },
      async ({ params }, reply) =>
        policies().get(params.id) ??
        sendProblem(reply, { status: 404, code: 'unknown-policy', message: `no policy "${params.id}"` }),
    )
    app.post<{ Body: Static<typeof Trial> }>(
      '/policy/try',
      { ...needs('view'), schema: { body: Trial } },
      async ({ body }) => tryPolicy(context, body),
    )
  }
}
