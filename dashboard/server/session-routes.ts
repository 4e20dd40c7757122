import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Actor, may, RIGHTS } from '../../model/rights.ts'
import type { SessionInfo } from '../../model/screen.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { TooManyAttempts } from '../../runtime/identity/attempts.ts'
import { type Identity, type SignedIn, SignInFailed } from '../../runtime/identity/identity.ts'
import { SESSION_LIFETIME } from '../../runtime/identity/sessions.ts'

const secret = Type.String({ minLength: 1, maxLength: 512 })
const closed = { additionalProperties: false }
const Proof = Type.Union([
  Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 64 }),
      password: secret,
      keep: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
  Type.Object({ code: secret }, closed),
  Type.Object({ token: secret }, closed),
])
type Proof = { name: string; password: string; keep?: boolean } | { code: string } | { token: string }

const open = { config: { right: 'public' as const } }

function sessionInfo(actor: Actor): SessionInfo {
  return { actor, rights: RIGHTS.filter(right => may(actor, right)) }
}

function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  { cookie }: SignedIn,
  keep = false,
): void {
  // Without an expiry the browser forgets it when it closes; the signature carries the real one. A phone ends
  // programs when it likes: there it is kept for the shift.
  reply.setCookie(name, cookie, {
    ...(keep ? { maxAge: SESSION_LIFETIME / 1_000 } : {}),
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
  })
}

/** Signing in and out, under /api/v1. */
export function sessionRoutes(identity: Identity): FastifyPluginAsync {
  return async app => {
    app.post<{ Body: Proof }>('/session', { ...open, schema: { body: Proof } }, async (request, reply) => {
      const { body } = request
      const proof = 'name' in body ? { user: body.name, password: body.password } : body
      const signedIn = await identity.signIn(proof, request.ip)
      setCookie(request, reply, identity.cookieName, signedIn, 'keep' in body && body.keep === true)
      return sessionInfo(signedIn.actor)
    })
    app.get('/session', open, async (request, reply): Promise<SessionInfo> => {
      reply.header('cache-control', 'no-store')
      if (!request.actor) throw new HttpProblem(401, 'no-session', 'sign in first')
      return sessionInfo(request.actor)
    })
    app.delete('/session', open, async (request, reply) => {
      identity.signOut(request.cookies[identity.cookieName])
      reply.clearCookie(identity.cookieName, { path: '/' })
      return reply.code(204).send()
    })
    app.get('/people', { config: { right: 'view' } }, async () => ({ people: identity.people() }))
  }
}

/** The link printed at the start: `/signin?code=…` signs in once and goes on to the map; with `to=m` to the field app. */
export function signInLink(
  identity: Identity,
  screens: (reply: FastifyReply) => FastifyReply | Promise<FastifyReply>,
): FastifyPluginAsync {
  const Query = Type.Object({ code: Type.Optional(secret), to: Type.Optional(Type.Literal('m')) })
  return async app => {
    app.get<{ Querystring: { code?: string; to?: 'm' } }>(
      '/signin',
      // A HEAD of a link checker must not spend the code.
      { ...open, exposeHeadRoute: false, schema: { hide: true, querystring: Query } },
      async (request, reply) => {
        const { code, to } = request.query
        const home = to === 'm' ? '/m/' : '/map'
        if (code === undefined) return screens(reply)
        reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
        try {
          const signedIn = await identity.signIn({ code }, request.ip)
          setCookie(request, reply, identity.cookieName, signedIn, to === 'm')
          return reply.redirect(home, 303)
        } catch (error) {
          if (!(error instanceof SignInFailed || error instanceof TooManyAttempts)) throw error
          // Opening the link again in the same browser is no mistake.
          return reply.redirect(request.actor ? home : `/signin?refused=${error.code}`, 303)
        }
      },
    )
  }
}
