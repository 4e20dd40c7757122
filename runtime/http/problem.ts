import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './app.ts'

/** An error to be answered with this status and code (RFC 9457). */
export class HttpProblem extends Error {
  readonly statusCode: number
  readonly code: string
  readonly details: object

  constructor(statusCode: number, code: string, message: string, details: object = {}) {
    super(message)
    this.statusCode = statusCode
    this.code = code
    this.details = details
  }
}

/** Fastify's own codes that callers may meet, by the words of our API. */
const CODES: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'content-length',
}

/** Sends `application/problem+json` with a stable code. */
export function sendProblem(
  reply: FastifyReply,
  status: number,
  code: string,
  title: string,
  details: object = {},
): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title, detail: title, status, code, ...details })
}

/** Answers every error and unknown path with a problem. Unexpected errors are logged and not described. */
export function answerProblems(app: App): void {
  app.setErrorHandler((error: FastifyError & { details?: object; retryAfter?: number }, request, reply) => {
    if (error.validation) {
      const errors = error.validation.map(({ instancePath, message }) => ({
        field: instancePath.slice(1).replaceAll('/', '.') || error.validationContext,
        message,
      }))
      return sendProblem(reply, 400, 'invalid', 'the request does not fit its schema', { errors })
    }
    const status = error.statusCode ?? 500
    if (status >= 500) return unexpected(error, request, reply, status)
    if (error.retryAfter !== undefined) reply.header('retry-after', Math.ceil(error.retryAfter / 1_000))
    const code = CODES[error.code] ?? (error.code?.startsWith('FST_') ? 'bad-request' : error.code)
    return sendProblem(reply, status, code ?? 'bad-request', error.message, error.details)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, 404, 'not-found', `there is no ${request.method} ${request.url.split('?')[0]}`),
  )
}

function unexpected(error: FastifyError, request: FastifyRequest, reply: FastifyReply, status: number) {
  const about = { err: error, request: request.id, method: request.method, route: request.routeOptions.url }
  request.log.error(about, 'a request failed')
  const known = error instanceof HttpProblem
  return sendProblem(
    reply,
    status,
    known ? error.code : 'internal',
    known ? error.message : 'something went wrong here; the log has the details',
    { request: request.id },
  )
}
