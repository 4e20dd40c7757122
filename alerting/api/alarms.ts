import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { alarmState } from '../../model/alarm.ts'
import type { Right } from '../../model/rights.ts'
import type { AlarmEvent } from '../alarm/event.ts'
import { decideAlarmCommand } from '../decide/alarm-command.ts'
import type { Refusal } from '../decide/outcome.ts'
import type { Fact } from '../fact.ts'
import { type ApiDeps, actorOf, needs } from './deps.ts'
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
    /** Goes on behind the event of this number. */
    after: Type.Integer({ minimum: 0, default: 0 }),
  },
  closed,
)

/** What became of one alarm of a command. */
export type AlarmResult = { alarm: string; ok: true } | ({ alarm: string; ok: false } & Refusal)

/** Alarms: the standing list, its history and what people do to it. */
export function alarmRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, journal, now } = deps
  return async app => {
    app.get('/alarms', needs('view'), async () => {
      const at = now()
      const standing = [...desk.state.alarms.values()].filter(alarm => alarmState(alarm, at) !== 'NORM')
      return { now: at, alarms: standing }
    })

    app.get<{ Querystring: Static<typeof Span> }>(
      '/alarms/history',
      { ...needs('view'), schema: { querystring: Span } },
      async ({ query: { from, to, limit, after } }) => {
        const events: object[] = []
        for await (const { seq, at, received, actor, type, body } of journal.read(after + 1)) {
          if (!type.startsWith('alarm.') || at < from || at >= to || type === 'alarm.linked') continue
          events.push({ seq, at, received, actor, type: type.slice(6), alarm: body.id, event: body.event })
          if (events.length > limit) break
        }
        return { events: events.slice(0, limit), more: events.length > limit }
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
