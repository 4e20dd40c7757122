import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { tryPolicy } from '../policy/try.ts'
import { type ApiDeps, needs } from './deps.ts'
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
  { additionalProperties: false },
)

/** The policy in force, and what it would say. */
export function policyRoutes({ context, policies }: ApiDeps): FastifyPluginAsync {
  return async app => {
    app.get('/policy', needs('view'), async () => context.policy)
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
