import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { tryPolicy } from '../policy/try.ts'
import { type ApiDeps, needs } from './deps.ts'

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
export function policyRoutes({ context }: ApiDeps): FastifyPluginAsync {
  return async app => {
    app.get('/policy', needs('view'), async () => context.policy)
    app.post<{ Body: Static<typeof Trial> }>(
      '/policy/try',
      { ...needs('view'), schema: { body: Trial } },
      async ({ body }) => tryPolicy(context, body),
    )
  }
}
