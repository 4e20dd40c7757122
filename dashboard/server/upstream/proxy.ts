import httpProxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { ACTOR_HEADER, actorHeader } from '../../../runtime/http/on-behalf.ts'
import { sendProblem } from '../../../runtime/http/problem.ts'
import { OPEN_PATHS, PATHS, type Upstream, type Upstreams } from './upstreams.ts'

/** Passes the other services' parts of /api/v1 on to them, in the name of who is signed in here. */
export function proxyRoutes(upstreams: Upstreams): FastifyPluginAsync {
  return async app => {
    for (const name of ['ingest', 'alerting'] as const) {
      for (const path of PATHS[name]) await app.register(httpProxy, proxyOptions(name, path, upstreams[name]))
    }
  }
}

function proxyOptions(name: string, path: string, { url, token }: Upstream): FastifyHttpProxyOptions {
  return {
    upstream: url,
    prefix: `/${path}`,
    rewritePrefix: `/api/v1/${path}`,
    proxyPayloads: true,
    // What the service demands beyond this it checks itself.
    config: { right: OPEN_PATHS.includes(path) ? 'public' : 'view' },
    undici: { connections: 32, headersTimeout: 60_000, bodyTimeout: 60_000 },
    replyOptions: {
      rewriteRequestHeaders: (request, { cookie: _cookie, origin: _origin, ...headers }) => {
        const { authorization: _, [ACTOR_HEADER]: _claimed, ...passed } = headers
        const { actor } = request as FastifyRequest
        if (!actor) return passed
        return { ...passed, authorization: `Bearer ${token}`, [ACTOR_HEADER]: actorHeader(actor) }
      },
      onError: (reply, { error }) => {
        reply.request.log.warn({ err: error, upstream: name }, 'a service does not answer')
        sendProblem(reply as FastifyReply, 503, `${name}-down`, `${name} does not answer; try again soon`)
      },
    },
  }
}
