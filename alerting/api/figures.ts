import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { DAY } from '../../model/time.ts'
import { rulesOf } from '../decide/rules.ts'
import { boardsComplete } from '../duty/subjects.ts'
import { dutyViews } from '../duty/view.ts'
import { share } from '../figures/count.ts'
import { alarmFigures } from '../figures/figures.ts'
import { floodView } from '../figures/flood.ts'
import { happeningsIn } from '../figures/from-journal.ts'
import { rowsOfFigure } from '../figures/rows.ts'
import { serviceFigures } from '../figures/service.ts'
import { ticketsOfFigure } from '../figures/service-rows.ts'
import { viewOf } from '../ticket/view.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed } from './fields.ts'
import { sendProblem } from './problem.ts'

const Span = Type.Object({ from: Type.Number(), to: Type.Number() }, closed)
const Asked = Type.Object({ ...Span.properties, figure: Type.String({ maxLength: 400 }) }, closed)
const LONGEST = 400 * DAY
/** Tickets of one answer; the total says how many there are. */
const MOST_TICKETS = 2_000
const NO_FIGURE = { status: 404, code: 'unknown-figure', message: 'there is no such figure' } as const
const BAD_SPAN = {
  status: 400,
  code: 'bad-span',
  message: '"from" must be before "to", at most 400 days',
} as const

/** How good the alarm system is, how it stands in a flood, and how the service did. */
export function figureRoutes({ desk, context, journal, now }: ApiDeps): FastifyPluginAsync {
  const judged = (at: number) =>
    [...desk.state.tickets.values()].map(record => ({
      record,
      clocks: viewOf(record, desk.state, context, at).clocks,
      policy: rulesOf(record.ticket, desk.state, context).policy,
    }))
  return async app => {
    app.get<{ Querystring: Static<typeof Asked> }>(
      '/alarms/figures/rows',
      { ...needs('view'), schema: { querystring: Asked } },
      async ({ query: { from, to, figure } }, reply) => {
        if (!(from < to && to - from <= LONGEST)) return sendProblem(reply, BAD_SPAN)
        const found = rowsOfFigure(await happeningsIn(journal, to), from, to, figure)
        return found ?? sendProblem(reply, NO_FIGURE)
      },
    )
    app.get<{ Querystring: Static<typeof Asked> }>(
      '/tickets/figures/rows',
      { ...needs('view'), schema: { querystring: Asked } },
      async ({ query: { from, to, figure } }, reply) => {
        if (!(from < to && to - from <= LONGEST)) return sendProblem(reply, BAD_SPAN)
        const notices = [...desk.state.notices.values()]
        const found = ticketsOfFigure(judged(now()), { notices }, from, to, figure)
        if (!found) return sendProblem(reply, NO_FIGURE)
        const views = found
          .slice(-MOST_TICKETS)
          .map(({ record }) => viewOf(record, desk.state, context, now()))
        return { total: found.length, tickets: views }
      },
    )
    app.get<{ Querystring: Static<typeof Span> }>(
      '/alarms/figures',
      { ...needs('view'), schema: { querystring: Span } },
      async ({ query: { from, to } }, reply) => {
        if (!(from < to && to - from <= LONGEST)) return sendProblem(reply, BAD_SPAN)
        return alarmFigures(await happeningsIn(journal, to), from, to, at => context.calendar.local(at).hour)
      },
    )
    app.get<{ Querystring: Static<typeof Span> }>(
      '/tickets/figures',
      { ...needs('view'), schema: { querystring: Span } },
      async ({ query: { from, to } }, reply) => {
        if (!(from < to && to - from <= LONGEST)) return sendProblem(reply, BAD_SPAN)
        const { policy, network } = context
        const at = now()
        const tickets = judged(at)
        const cleaning = dutyViews(desk.state, context, at).filter(({ duty }) => duty === 'tankCleaning')
        const others = {
          tankCleaningDone: share(
            cleaning.filter(({ due, overdue }) => due !== undefined && !overdue).length,
            cleaning.length,
          ),
          stationBoards: boardsComplete(network, policy),
        }
        const notices = [...desk.state.notices.values()]
        return serviceFigures(tickets, { policy, notices, others }, from, to)
      },
    )

    app.get('/alarms/flood', needs('view'), async () =>
      floodView(desk.state.alarms.values(), context.places, now()),
    )
  }
}
