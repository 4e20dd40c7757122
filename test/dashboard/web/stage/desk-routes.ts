import type { FastifyPluginAsync } from 'fastify'
import { type Notice, noticeState } from '../../../../model/notice.ts'
import type { TicketView } from '../../../../model/ticket.ts'
import type { Heard } from './routes.ts'

const view = { config: { right: 'view' as const } }
const command = (right: 'ticket.create' | 'notice.publish') => ({ config: { right } })
type Body = Record<string, unknown> & { id: string }

/** Alerting's API for calls, printed orders and notices, as far as screens use it. */
export function deskRoutes(
  heard: Heard[],
  tickets: () => readonly TicketView[],
  now: () => number,
): FastifyPluginAsync {
  const notices: Notice[] = []
  const shown = (notice: Notice) => ({
    ...notice,
    state: noticeState(notice),
    tell: { channels: [], recipients: [] },
  })
  return async app => {
    app.get('/tickets', view, async () => ({ now: now(), tickets: tickets() }))
    app.get('/tickets/nearby', view, async () => ({
      tickets: [
        { ticket: 'GD-2026-1122-0002', category: 'leak', metres: 120, openedAt: now() - 60_000, why: 'near' },
      ],
    }))
    app.get('/tickets/past', view, async () => ({ changes: [], more: false }))
    app.get<{ Params: { id: string } }>('/tickets/:id', view, async ({ params }, reply) => {
      const found = tickets().find(({ ticket }) => ticket.id === params.id)
      if (!found) return reply.code(404).send({ code: 'unknown-ticket', title: 'there is no such ticket' })
      return { ...found, ticket: { ...found.ticket, pipe: 'P-1' } }
    })
    app.post<{ Body: Body }>('/tickets', command('ticket.create'), async ({ body }) => {
      heard.push({ path: '/tickets', body })
      return { ...tickets()[0], suggestions: [] }
    })
    app.post<{ Body: Body; Params: { id: string } }>(
      '/tickets/:id/reports',
      command('ticket.create'),
      async ({ body, params }) => {
        heard.push({ path: `/tickets/${params.id}/reports`, body })
        return tickets()[0]
      },
    )
    app.get('/trace/isolation', view, async () => ({
      possible: true,
      sources: [],
      segment: { links: ['P-1'], nodes: [] },
      alsoDry: { links: [], nodes: [] },
      close: ['V-7', 'V-9'].map(id => ({ id, at: [118.05, 36.48], diameter: 200 })),
      alreadyShut: [],
      alternatives: [],
      resupply: [],
      stations: [],
      customerCount: 31,
      households: 480,
      customers: [],
      critical: [
        { id: 'C-1', name: { zh: '市立医院', en: 'City Hospital' }, critical: 'hospital', households: 1 },
      ],
    }))
    app.get('/ingest/health', view, async () => ({
      now: now(),
      ok: true,
      intake: { ok: true, fault: null, behind: 2_400, bytes: 9_000, damaged: 0 },
      history: { store: 'duckdb', ok: true, fault: null, waiting: 0 },
      gateways: [
        { gateway: 'GW-01', points: 108, online: true, since: now() - 9e6, heard: now() - 2_000 },
        { gateway: 'GW-02', points: 78, online: false, since: now() - 9e6, heard: now() - 600_000 },
      ],
      counts: { readings: 41_458 },
      quarantined: 3,
    }))
    app.get('/quarantine', view, async () => ({
      total: 3,
      entries: [
        { fault: 'unknown-point', source: 'sp/town/up/Z/GW-02', detail: 'X-9.flow', last: now(), count: 3 },
      ],
    }))
    app.get('/notices', view, async () => ({ now: now(), notices: notices.map(shown) }))
    app.post<{ Body: Body }>('/notices', command('notice.publish'), async ({ body }) => {
      heard.push({ path: '/notices', body })
      const { id: _, ...said } = body
      const notice = {
        area: { zh: '', en: '' },
        waterTrucks: [],
        valves: [],
        customers: 31,
        households: 480,
        critical: [],
        revisions: [],
        told: [],
        createdAt: now(),
        createdBy: 'wang',
        ...said,
        id: `TZ-2026-1122-000${notices.length + 1}`,
      } as unknown as Notice
      notices.push(notice)
      return shown(notice)
    })
    app.post<{ Body: Body; Params: { notice: string; act: string } }>(
      '/notices/:notice/:act',
      command('notice.publish'),
      async ({ body, params }) => {
        heard.push({ path: `/notices/${params.act}`, body })
        const notice = notices.find(({ id }) => id === params.notice)!
        const done = { at: now(), by: 'wang' }
        if (params.act === 'publish') notice.published = done
        if (params.act === 'withdraw') notice.withdrawn = { ...done, why: String(body.why) }
        return shown(notice)
      },
    )
  }
}
