import type { FastifyRequest, RouteOptions } from 'fastify'
import { may, type Right } from '../../model/rights.ts'
import { CodedError } from '../config/problems.ts'
import type { Identity } from '../identity/identity.ts'
import type { App } from './app.ts'
import { ACTOR_HEADER, actorInHeader } from './on-behalf.ts'
import { HttpProblem } from './problem.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Lets nobody in who may not. A route that does not say what right it needs is refused when it is registered
 * (`route-without-right`), so that forgetting is not an opening.
 * @param given rights of routes that libraries register themselves, by path prefix
 */
export function guard(app: App, identity: Identity, given: Readonly<Record<string, Right | 'public'>>): void {
  app.decorateRequest('actor', undefined)

  app.addHook('onRoute', (route: RouteOptions) => {
    const prefix = Object.keys(given).find(start => route.url === start || route.url.startsWith(`${start}/`))
    if (prefix !== undefined) route.config = { right: given[prefix]!, ...route.config }
    if (route.config?.right) return
    throw new CodedError(
      'route-without-right',
      `${route.method} ${route.url} does not say what right it needs`,
    )
  })

  app.addHook('onRequest', async request => {
    if (request.is404) return
    const cookie = request.cookies[identity.cookieName]
    const bearer = bearerOf(request)
    request.actor = bearer === undefined ? identity.ofSession(cookie) : callerOf(identity, request, bearer)
    if (bearer === undefined && changes(request) && !sameOrigin(request, cookie !== undefined)) {
      throw new HttpProblem(403, 'cross-site', 'this call came from another site')
    }
    const { right } = request.routeOptions.config
    if (right === 'public' || right === undefined) return
    if (!request.actor) throw new HttpProblem(401, 'no-session', 'sign in first')
    if (!may(request.actor, right)) {
      throw new HttpProblem(403, 'not-allowed', `this needs the right ${right}`, { right })
    }
  })
}

function callerOf(identity: Identity, { headers }: FastifyRequest, bearer: string) {
  return identity.speaksForOthers(bearer) ? actorInHeader(headers[ACTOR_HEADER]) : identity.ofToken(bearer)
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1]
}

/** A socket stays open and carries the session: opening one is as good as a change. */
function changes({ method, headers }: FastifyRequest): boolean {
  return !SAFE.has(method) || headers.upgrade?.toLowerCase() === 'websocket'
}

/**
 * Whether the browser says that the call was made by a page of ours. Something that says nothing at all is no
 * browser, and is believed only without a cookie.
 */
function sameOrigin({ headers, host }: FastifyRequest, withCookie: boolean): boolean {
  const { origin } = headers
  if (origin !== undefined) {
    try {
      return new URL(origin).host === host
    } catch {
      return false
    }
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return !withCookie
}
