import type { FastifyPluginAsync } from 'fastify'
import type { Alarm } from '../../../../model/alarm.ts'
import { encodeReplay } from '../../../../model/replay-chunk.ts'
import type { Right } from '../../../../model/rights.ts'
import type { Site } from '../../../../runtime/site/site.ts'
import { usualValue } from './present.ts'

/** What the staged services heard, for a test to look at. */
export interface Heard {
  path: string
  body: Record<string, unknown>
}

export interface StagedRoutes {
  site: Site
  heard: Heard[]
  /** Answers the next command with this failure instead. */
  refuse?: { status: number; code: string; message: string }
  plugin: FastifyPluginAsync
}

/** Ingest's and alerting's API as far as screens use it; commands change the staged alarms. */
export function stagedRoutes(
  site: Site,
  now: () => number,
  alarms: () => Alarm[],
  change: (alarm: Alarm) => Promise<void>,
): StagedRoutes {
  const heard: Heard[] = []
  const view = { config: { right: 'view' as const } }
  const staged: StagedRoutes = {
    site,
    heard,
    plugin: async app => {
      app.get('/alarms', view, async () => ({ now: now(), alarms: alarms() }))
      app.get('/alarms/history', view, async () => ({
        events: alarms().map((alarm, i) => ({
          seq: i,
          at: alarm.raisedAt,
          received: alarm.raisedAt,
          actor: 'system',
          type: 'raised',
          alarm: alarm.id,
        })),
        more: false,
      }))
      const command = (
        path: string,
        right: Right,
        apply: (alarm: Alarm, body: Record<string, unknown>) => Alarm,
      ) =>
        app.post<{ Body: { alarms: string[] } & Record<string, unknown> }>(
          path,
          { config: { right } },
          async ({ body }, reply) => {
            heard.push({ path, body })
            const { refuse } = staged
            if (refuse) {
              delete staged.refuse
              return reply
                .code(refuse.status)
                .type('application/problem+json')
                .send({ title: refuse.message, ...refuse })
            }
            const found = alarms().filter(alarm => body.alarms.includes(alarm.id))
            for (const alarm of found) await change(apply(alarm, body))
            return { results: body.alarms.map(alarm => ({ alarm, ok: true })) }
          },
        )
      command('/alarms/acknowledge', 'alarm.acknowledge', (alarm, { note }) => ({
        ...alarm,
        acked: { at: now(), by: '李', ...(note ? { note: String(note) } : {}) },
      }))
      command('/alarms/shelve', 'alarm.shelve', (alarm, { until, reason }) => ({
        ...alarm,
        shelved: { at: now(), by: '李', until: Number(until), reason: String(reason) },
      }))
      app.get<{ Querystring: { from: string; step: string } }>('/replay', view, async ({ query }, reply) => {
        const [from, step] = [Number(query.from), Number(query.step)]
        heard.push({ path: '/replay', body: { from, step } })
        const steps = step === 60_000 ? 60 : step === 10_000 ? 60 : 72
        const points = [...site.points.values()]
        const cells = Array.from({ length: points.length * steps }, (_, i) => i)
        const bytes = encodeReplay(
          {
            from,
            step,
            steps,
            points: points.map(({ id }) => id),
            values: Float64Array.from(cells, i => usualValue(points[Math.floor(i / steps)]!, i % steps)),
            codes: new Uint8Array(cells.length),
          },
          points.map(() => 3),
        )
        return reply.type('application/octet-stream').send(Buffer.from(bytes))
      })
      app.get('/policy', view, async () => ({
        id: 'jinan',
        name: { zh: '济南', en: 'Jinan' },
        forms: [
          { name: 'stationBoard', rule: 'JN-PMP-04', fields: ['supplyHours', 'responsible', 'servicePhone'] },
        ],
        units: { emergencyRepair: { zh: '抢修中心', en: 'emergency repair centre' } },
      }))
      app.get<{ Querystring: { points: string; from: string; to: string } }>(
        '/series',
        view,
        async ({ query }) => {
          const [from, to] = [Number(query.from), Number(query.to)]
          const step = (to - from) / 240
          const at = Array.from({ length: 240 }, (_, i) => from + i * step)
          return {
            from,
            to,
            interval: step,
            series: query.points.split(',').map((id, n) => {
              const point = site.points.get(id)!
              const middle = usualValue(point, n)
              return {
                point: id,
                mode: 'm4',
                at,
                value: at.map((time, i) =>
                  i > 100 && i < 112 ? null : middle * (1 + Math.sin(time / 7e6) / 20),
                ),
                quality: at.map((_, i) => (i > 100 && i < 112 ? 128 : 0)),
                rawCount: 8_640,
              }
            }),
          }
        },
      )
    },
  }
  return staged
}
