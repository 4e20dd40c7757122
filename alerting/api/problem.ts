import type { FastifyReply } from 'fastify'
import type { Refusal } from '../decide/outcome.ts'

/** Sends a refusal as `application/problem+json` with its stable code. */
export function sendProblem(reply: FastifyReply, { status, code, message, ...more }: Refusal): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: message, status, code, ...more })
}
