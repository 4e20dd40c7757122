import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { decideMerge, decideSplit } from '../decide/incident-command.ts'
import { viewOfIncident } from '../incident/view.ts'
import { isStanding } from '../state.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed, id, short, text } from './fields.ts'
import { sendProblem } from './problem.ts'
import { runCommand } from './run.ts'

const Split = Type.Object({ id, alarm: short, into: Type.Optional(short), why: text }, closed)
const Merge = Type.Object({ id, into: short, why: text }, closed)
type ById = { Params: { incident: string } }

/** Incidents: alarms of one cause, and people's corrections of what belongs together. */
export function incidentRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, context, now } = deps
  const show = (id: string) => {
    const incident = desk.state.incidents.get(id)
    return incident && viewOfIncident(incident, desk.state, context)
  }
  return async app => {
    app.get<ById>('/incidents/:incident', needs('view'), async ({ params: { incident } }, reply) => {
      const message = `there is no incident ${incident}`
      return show(incident) ?? sendProblem(reply, { status: 404, code: 'unknown-incident', message })
    })

    app.get('/incidents', needs('view'), async () => ({
      now: now(),
      incidents: [...desk.state.incidents.values()]
        .filter(incident => !incident.mergedInto && isStanding(desk.state, incident))
        .map(incident => viewOfIncident(incident, desk.state, context)),
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
          () => show(incident),
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
          () => show(request.body.into),
        )
      },
    )
  }
}
