import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { Actor, Right } from '../../model/rights.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller must be allowed to do; `public` for everybody. A route without it is refused. */
    right?: Right | 'public'
  }
  interface FastifyRequest {
    /** Who calls; absent only on public routes. */
    actor: Actor | undefined
  }
}

/** Our HTTP server: Fastify with TypeBox types. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Where the server's time is in every response, ms since the epoch. */
export const TIME_HEADER = 'x-server-time'
