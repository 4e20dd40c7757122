import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { decideBegin, decideTake, formFields, handoverBlocks } from '../decide/handover-command.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed, id, short, text } from './fields.ts'
import { runCommand } from './run.ts'

const Begin = Type.Object({ id, items: Type.Record(short, text, { maxProperties: 50 }) }, closed)
const Take = Type.Object(
  { id, handover: short, inspection: Type.Record(short, Type.Boolean(), { maxProperties: 50 }) },
  closed,
)

/** A shift handed over: what must be said, what stands in the way, both signatures. */
export function handoverRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, context, now } = deps
  const stand = () => ({
    now: now(),
    items: formFields(context, 'handover'),
    inspection: formFields(context, 'handoverInspection'),
    blocks: handoverBlocks(desk.state, context, now()),
    handovers: [...desk.state.handovers].reverse(),
  })
  return async app => {
    app.get('/duties/handover', needs('view'), async () => stand())

    app.post<{ Body: Static<typeof Begin> }>(
      '/duties/handover',
      { ...needs('alarm.acknowledge'), schema: { body: Begin } },
      (request, reply) =>
        runCommand(
          deps,
          request,
          reply,
          (state, actor, at) => decideBegin(state, request.body.items, actor, context, at),
          stand,
        ),
    )

    app.post<{ Body: Static<typeof Take> }>(
      '/duties/handover/take',
      { ...needs('alarm.acknowledge'), schema: { body: Take } },
      (request, reply) => {
        const { handover, inspection } = request.body
        return runCommand(
          deps,
          request,
          reply,
          (state, actor, at) => decideTake(state, handover, inspection, actor, context, at),
          stand,
        )
      },
    )
  }
}
