import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { ROLES, type Role } from '../../../model/rights.ts'
import { HttpProblem } from '../../../runtime/http/problem.ts'
import { settingsProblem } from '../../../runtime/http/settings-problem.ts'
import { PASSWORD } from '../../../runtime/identity/password.ts'
import type { PeopleSettings } from './people-settings.ts'

const closed = { additionalProperties: false }
const name = Type.String({ minLength: 1, maxLength: 64 })
const change = {
  version: Type.String({ maxLength: 64 }),
  reason: Type.String({ minLength: 3, maxLength: 500 }),
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,31}$' }),
  name,
  roles: Type.Array(Type.Unsafe<Role>({ type: 'string', enum: [...ROLES] }), {
    minItems: 1,
    maxItems: ROLES.length,
  }),
  disabled: Type.Optional(Type.Boolean()),
}
const Person = Type.Object(
  {
    ...change,
    nameEn: Type.Optional(name),
    /** null takes it away: such a person comes in by a one-time link only. */
    password: Type.Optional(Type.Union([Type.String({ maxLength: 512 }), Type.Null()])),
  },
  closed,
)
const Token = Type.Object({ ...change, renew: Type.Optional(Type.Boolean()) }, closed)
const Newest = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 200 }) })
const admin = { config: { right: 'people.change' as const } }

/** GET and POST /settings/people, POST /settings/tokens, GET /settings/people/changes. */
export function peopleRoutes(people: PeopleSettings): FastifyPluginAsync {
  return async app => {
    app.get('/settings/people', admin, async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return people.now().catch(error => Promise.reject(settingsProblem(error)))
    })

    app.get<{ Querystring: Static<typeof Newest> }>(
      '/settings/people/changes',
      { ...admin, schema: { querystring: Newest } },
      async ({ query }) => ({ changes: await people.changes(query.limit) }),
    )

    app.post<{ Body: Static<typeof Person> }>(
      '/settings/people',
      { ...admin, schema: { body: Person } },
      async ({ body, actor }) => {
        const { version, reason, password, ...entry } = body
        if (typeof password === 'string' && [...password].length < PASSWORD.shortest)
          throw new HttpProblem(
            400,
            'password-short',
            `a password has at least ${PASSWORD.shortest} characters`,
          )
        const asked = { version, reason, by: actor!.id }
        const full = { nameEn: undefined, disabled: undefined, ...entry }
        return people.setPerson(asked, full, password).catch(error => Promise.reject(settingsProblem(error)))
      },
    )

    app.post<{ Body: Static<typeof Token> }>(
      '/settings/tokens',
      { ...admin, schema: { body: Token } },
      async ({ body, actor }, reply) => {
        const { version, reason, renew = false, ...entry } = body
        reply.header('cache-control', 'no-store')
        return people
          .setToken({ version, reason, by: actor!.id }, { disabled: undefined, ...entry }, renew)
          .catch(error => Promise.reject(settingsProblem(error)))
      },
    )
  }
}
