import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import websocket from '@fastify/websocket'
import Fastify, { LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Right } from '../../model/rights.ts'
import type { Identity } from '../identity/identity.ts'
import { histogram } from '../metrics.ts'
import type { TimeSource } from '../time.ts'
import { type App, TIME_HEADER } from './app.ts'
import { guard } from './gate.ts'
import { answerProblems, HttpProblem } from './problem.ts'
import { compileValidator } from './validation.ts'

export interface HttpOptions {
  identity: Identity
  /** Site time: told in every response. */
  time: Pick<TimeSource, 'now'>
  log: Logger
  metrics: Registry
  /** Bytes of a request body unless a route says otherwise. */
  bodyLimit?: number
  /** Requests a minute of one address. */
  requestsPerMinute?: number
  /** Addresses of reverse proxies whose X-Forwarded-… headers are believed. */
  trustProxy?: string | string[]
  /** Title of the API description. */
  title?: string
  /** What `/health` adds to "it answers". */
  health?: () => Promise<Record<string, unknown>> | Record<string, unknown>
  /** Rights of routes that libraries register themselves, by path prefix. */
  rights?: Readonly<Record<string, Right | 'public'>>
}

/** Content Security Policy of every page: nothing from anywhere else. */
const CSP = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'", 'wss:'],
  'worker-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
}

/** Bytes of a request line and its headers. */
const LONGEST_HEADER = 128 * 1024

/**
 * An HTTP server with everything but routes. Each route says `config: { right }`; handlers find the caller in
 * `request.actor`. The API describes itself at /api/docs; /health is public, /metrics needs `diagnostics`.
 */
export async function buildHttp(options: HttpOptions): Promise<App> {
  const { identity, time, log, metrics } = options
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit ?? 1024 * 1024,
    trustProxy: options.trustProxy ?? false,
    requestTimeout: 60_000,
    // A question about a thousand points has them all in its address.
    http: { maxHeaderSize: LONGEST_HEADER },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 400 },
  }) as unknown as App
  app.setValidatorCompiler(compileValidator)
  answerProblems(app)

  app.addHook('onRequest', async (_request, reply) => {
    reply.header(TIME_HEADER, time.now())
  })
  measure(app, metrics)
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CSP },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(rateLimit, {
    max: options.requestsPerMinute ?? 6_000,
    timeWindow: 60_000,
    cache: 10_000,
    errorResponseBuilder: (_request, { ttl }) =>
      Object.assign(new HttpProblem(429, 'too-many-requests', 'too many requests; slow down'), {
        retryAfter: ttl,
      }),
  })
  await app.register(cookie)
  await app.register(compress, { threshold: 1_024, encodings: ['gzip', 'deflate'] })
  await app.register(websocket, { options: { maxPayload: 3 * 1024 * 1024, perMessageDeflate: false } })
  guard(app, identity, { '/api/docs': 'view', ...options.rights })
  await describe(app, options.title ?? 'Standpipe')
  diagnostics(app, options)
  return app
}

function measure(app: App, metrics: Registry): void {
  const seconds = histogram(metrics, 'http_request_seconds', 'Time to answer, by route', {
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000)
  })
}

/** OpenAPI at /api/docs, from the routes' own schemas, with nothing loaded from elsewhere. */
async function describe(app: App, title: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      info: { title, version: '1' },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { validatorUrl: null },
  })
}

function diagnostics(app: App, { metrics, time, health }: HttpOptions): void {
  app.get('/health', { config: { right: 'public' }, schema: { hide: true } }, async () => ({
    status: 'ok',
    now: time.now(),
    ...(await health?.()),
  }))
  app.get('/metrics', { config: { right: 'diagnostics' }, schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}
