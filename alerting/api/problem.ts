import type { FastifyReply } from 'fastify'
import { sendProblem as send } from '../../runtime/http/problem.ts'
import type { Refusal } from '../decide/outcome.ts'

/** Sends a refusal as `application/problem+json` with its stable code. */
export function sendProblem(reply: FastifyReply, { status, code, message, ...more }: Refusal): FastifyReply {
  return send(reply, status, code, message, more)
}
