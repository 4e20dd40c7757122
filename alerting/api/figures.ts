import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { DAY } from '../../model/time.ts'
import { alarmFigures } from '../figures/figures.ts'
import { floodView } from '../figures/flood.ts'
import { happeningsIn } from '../figures/from-journal.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed } from './fields.ts'
import { sendProblem } from './problem.ts'

const Span = Type.Object({ from: Type.Number(), to: Type.Number() }, closed)
const LONGEST = 400 * DAY

/** How good the alarm system is, and how it stands in a flood. */
export function figureRoutes({ desk, context, journal, now }: ApiDeps): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: Static<typeof Span> }>(
      '/alarms/figures',
      { ...needs('view'), schema: { querystring: Span } },
      async ({ query: { from, to } }, reply) => {
        if (!(from < to && to - from <= LONGEST)) {
          const message = '"from" must be before "to", at most 400 days'
          return sendProblem(reply, { status: 400, code: 'bad-span', message })
        }
        return alarmFigures(await happeningsIn(journal, to), from, to)
      },
    )
    app.get('/alarms/flood', needs('view'), async () =>
      floodView(desk.state.alarms.values(), context.places, now()),
    )
  }
}
