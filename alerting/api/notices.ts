import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { NOTICE_KINDS, noticeState } from '../../model/notice.ts'
import { Name } from '../../model/point.ts'
import { decideDraft, decideNotice, type NoticeAction } from '../decide/notice-command.ts'
import { pageSecurity, publicPage } from '../notice/page.ts'
import { whomToTell } from '../notice/rules.ts'
import { type ApiDeps, needs } from './deps.ts'
import { closed, id, short, text, word } from './fields.ts'
import { runCommand } from './run.ts'

const Words = Type.Object({ zh: Type.String({ maxLength: 1_000 }), en: Type.String({ maxLength: 1_000 }) })
const Draft = Type.Object(
  {
    id,
    kind: word(NOTICE_KINDS),
    ticket: Type.Optional(short),
    asset: Type.Optional(short),
    inoperable: Type.Optional(Type.Array(short, { maxItems: 200 })),
    area: Type.Optional(Words),
    cause: Words,
    start: Type.Number(),
    expectedRecovery: Type.Number(),
    advice: Type.Optional(Words),
    phone: Type.Optional(short),
    waterTrucks: Type.Optional(Type.Array(Name, { maxItems: 20 })),
  },
  closed,
)
const Plain = Type.Object({ id }, closed)
const Withdraw = Type.Object({ id, why: text }, closed)
const Extend = Type.Object({ id, expectedRecovery: Type.Number(), reason: text }, closed)
const ToldBody = Type.Object({ id, channel: short, recipient: short, note: Type.Optional(text) }, closed)

/** Notices to customers, who was told, and the public page. */
export function noticeRoutes(deps: ApiDeps): FastifyPluginAsync {
  const { desk, context, now } = deps
  const show = (notice: string) => {
    const found = desk.state.notices.get(notice)
    return found && { ...found, state: noticeState(found), tell: whomToTell(context.policy, found.kind) }
  }
  return async app => {
    app.get('/notices', needs('view'), async () => ({
      now: now(),
      notices: [...desk.state.notices.keys()].map(show),
    }))

    app.get('/public/notices', { config: { right: 'public' } as object }, async (_, reply) =>
      reply
        .type('text/html; charset=utf-8')
        // The platform's own policy forbids a style within a page; this page brings one, known by its hash.
        .header('content-security-policy', pageSecurity())
        .header('cache-control', 'public, max-age=60')
        .send(publicPage(desk.state.notices.values(), context.utility, context.calendar, now())),
    )

    app.post<{ Body: Static<typeof Draft> }>(
      '/notices',
      { ...needs('notice.publish'), schema: { body: Draft } },
      (request, reply) => {
        const { id: command, ...draft } = request.body
        return runCommand(
          deps,
          request,
          reply,
          (state, actor, at) => decideDraft(state, draft, actor, context, at),
          async made => {
            const entry = made?.id ?? (await deps.journal.find(command))?.body.notice
            const notice = typeof entry === 'string' ? entry : (entry as { id: string } | undefined)?.id
            return notice === undefined ? { repeated: true } : show(notice)
          },
        )
      },
    )

    const post = <S extends TSchema>(
      action: NoticeAction['action'],
      right: 'notice.publish' | 'ticket.approveShutoff',
      body: S,
    ) =>
      app.post<{ Params: { notice: string }; Body: Static<S> }>(
        `/notices/:notice/${action}`,
        { ...needs(right), schema: { body } },
        (request: FastifyRequest<{ Params: { notice: string } }>, reply: FastifyReply) => {
          const { notice } = request.params
          const { id: _, ...said } = request.body as { id: string }
          return runCommand(
            deps,
            request as FastifyRequest,
            reply,
            (state, actor, at) =>
              decideNotice(state, notice, { action, ...said } as NoticeAction, actor, context, at),
            () => show(notice),
          )
        },
      )
    post('approve', 'ticket.approveShutoff', Plain)
    post('publish', 'notice.publish', Plain)
    post('extend', 'notice.publish', Extend)
    post('restore', 'notice.publish', Plain)
    post('withdraw', 'notice.publish', Withdraw)
    post('told', 'notice.publish', ToldBody)
  }
}
