import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { refuse } from '../decide/outcome.ts'
import { UTILITY } from '../duty/subjects.ts'
import { dutyViews } from '../duty/view.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed, id, short, text } from './fields.ts'
import { runCommand } from './run.ts'

const Done = Type.Object(
  {
    id,
    duty: short,
    subject: Type.Optional(short),
    at: Type.Optional(Type.Number()),
    note: Type.Optional(text),
  },
  closed,
)

/** Patrols, cleaning, readings and reports: when they were done and when they are due again. */
export function dutyRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, context, now } = deps
  const views = () => dutyViews(desk.state, context, now())
  return async app => {
    app.get('/duties', needs('view'), async () => ({ now: now(), duties: views() }))

    app.post<{ Body: Static<typeof Done> }>(
      '/duties/done',
      { ...needs('ticket.work'), schema: { body: Done } },
      (request, reply) => {
        const { duty, subject = UTILITY, at, note } = request.body
        return runCommand(
          deps,
          request,
          reply,
          (_, actor, received) => {
            if (!views().some(one => one.duty === duty)) {
              return refuse(404, 'unknown-duty', `the policy has no duty "${duty}"`)
            }
            const when = Math.min(at ?? received, received)
            const more = note ? { note } : {}
            return { facts: [{ type: 'duty.done' as const, duty, subject, at: when, by: actor.id, ...more }] }
          },
          () => ({ duties: views().filter(one => one.duty === duty) }),
        )
      },
    )
  }
}
