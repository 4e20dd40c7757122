import { Readable } from 'node:stream'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { alarmState } from '../../model/alarm.ts'
import type { Right } from '../../model/rights.ts'
import type { AlarmEvent } from '../alarm/event.ts'
import { decideAlarmCommand } from '../decide/alarm-command.ts'
import type { Refusal } from '../decide/outcome.ts'
import type { Fact } from '../fact.ts'
import { type AlarmHistoryEvent, alarmHistory, wantedBy } from '../figures/alarm-history.ts'
import { historyCsv } from '../figures/history-csv.ts'
import { type AlarmFilter, alarmFilter, alarmMatcher } from './alarm-filter.ts'
import { type ApiDeps, actorOf, needs } from './deps.ts'
import { word } from './fields.ts'
import { onceOnly } from './once.ts'

const closed = { additionalProperties: false }
const command = {
  /** Idempotency key, a UUID. */
  id: Type.String({ minLength: 8, maxLength: 64 }),
  alarms: Type.Array(Type.String({ maxLength: 300 }), { minItems: 1, maxItems: 1_000 }),
}
const text = Type.String({ minLength: 1, maxLength: 2_000 })
const Acknowledge = Type.Object({ ...command, note: Type.Optional(text) }, closed)
const Shelve = Type.Object({ ...command, reason: text, until: Type.Number() }, closed)
const Plain = Type.Object(command, closed)
const OutOfService = Type.Object(
  { ...command, reason: Type.Optional(text), back: Type.Optional(Type.Boolean()) },
  closed,
)
const Comment = Type.Object({ ...command, note: text }, closed)
const Span = Type.Object(
  {
    from: Type.Number(),
    to: Type.Number(),
    limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 1_000 }),
    /** Goes on behind this place in the journal: `next` of the answer before. */
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    ...alarmFilter,
  },
  closed,
)
const Standing = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 50_000, default: 20_000 }), ...alarmFilter },
  closed,
)
const Csv = Type.Object(
  {
    from: Type.Number(),
    to: Type.Number(),
    lang: Type.Optional(word(['zh', 'en'] as const)),
    ...alarmFilter,
  },
  closed,
)

/** What became of one alarm of a command. */
export type AlarmResult = { alarm: string; ok: true } | ({ alarm: string; ok: false } & Refusal)

/** Alarms: the standing list, its history (also as CSV) and what people do to it. */
export function alarmRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, journal, context, now } = deps
  const wantedOf = (filter: AlarmFilter) =>
    Object.keys(filter).length === 0
      ? () => true
      : wantedBy(desk.state.alarms, alarmMatcher(filter, context.places))
  return async app => {
    app.get<{ Querystring: Static<typeof Standing> }>(
      '/alarms',
      { ...needs('view'), schema: { querystring: Standing } },
      async ({ query: { limit, ...filter } }) => {
        const at = now()
        const wanted = alarmMatcher(filter, context.places)
        const standing = [...desk.state.alarms.values()].filter(
          alarm => alarmState(alarm, at) !== 'NORM' && wanted(alarm),
        )
        const total = standing.length
        if (total <= limit) return { now: at, alarms: standing, total, more: false }
        standing.sort((a, b) => a.priority - b.priority || b.raisedAt - a.raisedAt)
        return { now: at, alarms: standing.slice(0, limit), total, more: true }
      },
    )

    app.get<{ Querystring: Static<typeof Span> }>(
      '/alarms/history',
      { ...needs('view'), schema: { querystring: Span } },
      async ({ query: { from, to, limit, after = 0, ...filter } }) => {
        const events: AlarmHistoryEvent[] = []
        for await (const event of alarmHistory(journal, { from, to, after }, wantedOf(filter))) {
          if (events.length === limit) return { events, more: true, next: events.at(-1)!.seq }
          events.push(event)
        }
        return { events, more: false }
      },
    )

    app.get<{ Querystring: Static<typeof Csv> }>(
      '/alarms/export',
      { ...needs('history.export'), schema: { querystring: Csv } },
      async ({ query: { from, to, lang = context.language, ...filter } }, reply) => {
        const { places, calendar } = context
        const events = alarmHistory(journal, { from, to }, wantedOf(filter))
        const words = { alarms: desk.state.alarms, places, calendar, language: lang }
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="alarms.csv"')
          .send(Readable.from(historyCsv(events, words)))
      },
    )

    const post = <S extends TSchema>(
      path: string,
      right: Right,
      body: S,
      eventOf: (body: Static<S>, at: number, by: string) => AlarmEvent,
    ) =>
      app.post<{ Body: Static<S> }>(path, { ...needs(right), schema: { body } }, async request =>
        run(request as FastifyRequest, (at, by) => eventOf(request.body as Static<S>, at, by)),
      )

    const run = (request: FastifyRequest, eventOf: (at: number, by: string) => AlarmEvent) => {
      const actor = actorOf(request)
      const { id, alarms } = request.body as { id: string; alarms: string[] }
      return onceOnly(deps, id, actor.id, (state, at) => {
        const results: AlarmResult[] = []
        const facts: Fact[] = []
        for (const alarm of new Set(alarms)) {
          const outcome = decideAlarmCommand(state, alarm, eventOf(at, actor.id))
          if ('facts' in outcome) facts.push(...outcome.facts)
          results.push('facts' in outcome ? { alarm, ok: true } : { alarm, ok: false, ...outcome.refused })
        }
        return { facts, answer: { results } }
      })
    }

    post('/alarms/acknowledge', 'alarm.acknowledge', Acknowledge, ({ note }, at, by) => ({
      type: 'acknowledged',
      at,
      by,
      ...(note ? { note } : {}),
    }))
    post('/alarms/shelve', 'alarm.shelve', Shelve, ({ reason, until }, at, by) => ({
      type: 'shelved',
      at,
      by,
      reason,
      until,
    }))
    post('/alarms/unshelve', 'alarm.shelve', Plain, (_, at, by) => ({ type: 'unshelved', at, by }))
    post('/alarms/out-of-service', 'alarm.outOfService', OutOfService, ({ reason = '', back }, at, by) =>
      back ? { type: 'returned', at, by } : { type: 'removed', at, by, reason },
    )
    post('/alarms/reset', 'alarm.acknowledge', Plain, (_, at, by) => ({ type: 'reset', at, by }))
    post('/alarms/comment', 'alarm.comment', Comment, ({ note }, at, by) => ({
      type: 'commented',
      at,
      by,
      note,
    }))
  }
}
