import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { LARGEST } from '../attachments/store.ts'
import { decideAttach } from '../decide/attach-command.ts'
import { detailOf } from '../ticket/view.ts'
import { type ApiDeps, actorOf, needs } from './deps.ts'
import { closed } from './fields.ts'
import { sendProblem } from './problem.ts'

const About = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    step: Type.Optional(Type.String({ maxLength: 40 })),
    /** When the picture was taken. */
    at: Type.Optional(Type.Number()),
  },
  closed,
)

/** Photos and papers of a ticket: sent as the raw file, kept by their hash. */
export function attachmentRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, context, now, attachments } = deps
  return async app => {
    const types = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'application/octet-stream']
    app.addContentTypeParser(types, { parseAs: 'buffer', bodyLimit: LARGEST }, (_, body, done) =>
      done(null, body),
    )

    app.post<{ Params: { ticket: string }; Querystring: Static<typeof About>; Body: Buffer }>(
      '/tickets/:ticket/attachments',
      { ...needs('ticket.work'), schema: { querystring: About }, bodyLimit: LARGEST },
      async (request, reply) => {
        const { ticket } = request.params
        const actor = actorOf(request)
        if (!desk.state.tickets.has(ticket)) {
          return sendProblem(reply, {
            status: 404,
            code: 'unknown-ticket',
            message: `there is no ticket ${ticket}`,
          })
        }
        if (!Buffer.isBuffer(request.body)) throw new HttpProblem(415, 'media-type', 'send the file itself')
        const stored = await attachments.put(request.body).catch(error => {
          const { code, message } = error as { code: string; message: string }
          throw new HttpProblem(code === 'attachment-type' ? 415 : 503, code, message)
        })
        const outcome = await desk.turn(
          at => ({ actor: actor.id, at, received: at }),
          (state, at) => {
            const decided = decideAttach(state, ticket, { ...stored, ...request.query }, actor, at)
            return { facts: 'facts' in decided ? decided.facts : [], answer: decided }
          },
        )
        if ('refused' in outcome) return sendProblem(reply, outcome.refused)
        return {
          sha256: stored.sha256,
          ...detailOf(desk.state.tickets.get(ticket)!, desk.state, context, now()),
        }
      },
    )

    app.get<{ Params: { sha256: string } }>(
      '/attachments/:sha256',
      needs('view'),
      async ({ params }, reply) => {
        const found = await attachments.get(params.sha256)
        if (!found)
          return sendProblem(reply, { status: 404, code: 'unknown-file', message: 'there is no such file' })
        return reply
          .type(found.type)
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "default-src 'none'")
          .header('cache-control', 'private, max-age=31536000, immutable')
          .send(found.content)
      },
    )
  }
}
