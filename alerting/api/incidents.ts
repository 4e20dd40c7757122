import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { decideMerge, decideSplit } from '../decide/incident-command.ts'
import { isStanding } from '../state.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed, id, short, text } from './fields.ts'
import { runCommand } from './run.ts'

const Split = Type.Object({ id, alarm: short, into: Type.Optional(short), why: text }, closed)
const Merge = Type.Object({ id, into: short, why: text }, closed)
type ById = { Params: { incident: string } }

/** Incidents: alarms of one cause, and people's corrections of what belongs together. */
export function incidentRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, context, now } = deps
  return async app => {
    app.get('/incidents', needs('view'), async () => ({
      now: now(),
      incidents: [...desk.state.incidents.values()].filter(
        incident => !incident.mergedInto && isStanding(desk.state, incident),
      ),
    }))
    app.post<ById & { Body: Static<typeof Split> }>(
      '/incidents/:incident/split',
      { ...needs('ticket.dispatch'), schema: { body: Split } },
      (request, reply) => {
        const { incident } = request.params
        return runCommand(
          deps,
          request,
          reply,
          (state, actor, at) => decideSplit(state, incident, request.body, actor, context, at),
          () => desk.state.incidents.get(incident),
        )
      },
    )
    app.post<ById & { Body: Static<typeof Merge> }>(
      '/incidents/:incident/merge',
      { ...needs('ticket.dispatch'), schema: { body: Merge } },
      (request, reply) => {
        const { incident } = request.params
        return runCommand(
          deps,
          request,
          reply,
          (state, actor, at) => decideMerge(state, incident, request.body, actor, at),
          () => desk.state.incidents.get(request.body.into),
        )
      },
    )
  }
}
