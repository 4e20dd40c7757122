import type { FastifyPluginAsync } from 'fastify'
import { limitsOf } from '../../../../ingest/detectors/limits-of.ts'
import { detectorSettings } from '../../../../ingest/detectors/settings.ts'
import type { ComparedSample } from '../../../../model/lab-sample.ts'
import { HOUR, MINUTE } from '../../../../model/time.ts'
import type { Site } from '../../../../runtime/site/site.ts'
import type { Heard } from './routes.ts'

const view = { config: { right: 'view' as const } }
const enter = { config: { right: 'sample.enter' as const } }

/** Days from one date to another, both in. */
const daysFrom = (from: string, to: string) => {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 24 * HOUR)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

/** Ingest's API of stations, water quality and zones, as far as screens use it. */
export function placeRoutes(site: Site, heard: Heard[], now: () => number): FastifyPluginAsync {
  const settings = detectorSettings()
  const zones = new Map(site.network.zones.map(zone => [zone.id, zone]))
  const samples: ComparedSample[] = []
  return async app => {
    app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_, body, done) => done(null, body))
    app.get('/duties', view, async () => ({
      now: now(),
      duties: site.network.stations.map(({ id }, i) => ({
        duty: 'tankCleaning',
        rule: 'JN-TNK-01',
        subject: id,
        every: 'P6M',
        overdue: i === 0,
        ...(i < 2 ? { last: now() - 4_000 * HOUR, due: now() + (i === 0 ? -5 : 12) * 24 * HOUR } : {}),
      })),
    }))
    app.get<{ Params: { id: string }; Querystring: { from: string; to: string } }>(
      '/stations/:id/figures',
      view,
      async ({ params, query }) => {
        const running = [...site.points.values()].filter(
          ({ asset, quantity, id }) => asset === params.id && quantity === 'running' && id.includes('pump'),
        )
        const hours = (pump: string, i: number) => ({
          pump,
          running: 10 + i,
          stopped: 14 - i,
          unknown: 0,
          starts: 2,
          mostStartsInHour: 1,
        })
        return {
          station: params.id,
          from: now() - 7 * 24 * HOUR,
          to: now(),
          days: daysFrom(query.from, query.to).map((day, n) => ({
            day,
            from: now() - (7 - n) * 24 * HOUR,
            to: now() - (6 - n) * 24 * HOUR,
            energy: { value: 60 + n },
            volume: { value: 240 },
            specific: (60 + n) / 240,
            pumps: running.map(({ id }, i) => hours(id.replace('.running', ''), i)),
          })),
          pumps: running.map(({ id }, i) => ({
            ...hours(id.replace('.running', ''), i),
            runningPoint: id,
            counterPoint: null,
            counter:
              i === 0
                ? { from: 0, to: 1, counted: 70, seen: 70.02, unknown: 0, allowed: 0.2, agrees: true }
                : { from: 0, to: 1, counted: 12, seen: 77, unknown: 0, allowed: 0.2, agrees: false },
          })),
        }
      },
    )
    app.get<{ Querystring: { points: string } }>('/limits', view, async ({ query }) => ({
      standard: settings.standard ?? null,
      points: query.points.split(',').map(id => {
        const point = site.points.get(id)!
        return {
          point: id,
          quantity: point.quantity,
          position: point.position,
          flatAfter: 4 * HOUR,
          limits: limitsOf(point, settings, zones),
        }
      }),
    }))
    app.get<{ Querystring: { points: string; from: string; to: string } }>(
      '/compliance',
      view,
      async ({ query }) => ({
        leastKnown: 0.75,
        points: query.points.split(',').map((point, i) => {
          const known = i === 0 ? 0.4 : 1
          const of = (length: number) => ({
            asked: length,
            known: known * length,
            inside: (i === 1 ? 0.9 : 1) * known * length,
            excluded: i === 2 ? HOUR : 0,
            share: i === 0 ? null : i === 1 ? 0.9 : 1,
          })
          return {
            point,
            whole: of(20 * 24 * HOUR),
            days: daysFrom(query.from, query.to).map(day => ({ day, ...of(24 * HOUR) })),
            excursions:
              i === 1
                ? [
                    {
                      level: 'very-low',
                      limit: 0.05,
                      from: now() - 5 * HOUR,
                      to: now() - 4 * HOUR,
                      duration: HOUR,
                      peak: 0.02,
                      area: 0.03,
                    },
                  ]
                : [],
            upkept: [{ from: now() - 9 * HOUR, to: now() - 8 * HOUR, reason: 'maintenance' }],
          }
        }),
      }),
    )
    app.get('/lab-samples', view, async () => ({ samples }))
    app.post<{ Body: Record<string, unknown> }>('/lab-samples', enter, async ({ body }) => {
      heard.push({ path: '/lab-samples', body })
      const value = Number(body.value)
      const sample: ComparedSample = {
        id: String(body.id),
        point: String(body.point),
        at: Number(body.at),
        value,
        entered: now(),
        by: 'li',
        online: { at: Number(body.at), value: value + 0.3 },
        difference: 0.3,
        allowed: 0.1,
        agrees: false,
      }
      samples.push(sample)
      return { sample, repeated: false }
    })
    app.post<{ Body: string }>('/lab-samples/import', enter, async ({ body }, reply) => {
      heard.push({ path: '/lab-samples/import', body: { text: body } })
      return reply
        .code(400)
        .type('application/problem+json')
        .send({
          status: 400,
          code: 'bad-table',
          detail: '2 mistakes; nothing was entered',
          problems: [
            {
              file: 'week.csv',
              line: 3,
              field: 'point',
              message: 'no point of this site is called "AQ-9.x"',
            },
            { file: 'week.csv', line: 7, field: 'value', message: 'is "much"; it must be a number' },
          ],
        })
    })
    app.get<{ Querystring: { zone: string; from: string; to: string } }>(
      '/zone-balance',
      view,
      async ({ query }) => ({
        zone: query.zone,
        unmeasured: 0,
        meters: 90,
        customers: 100,
        tanksUnknown: 0,
        days: daysFrom(query.from, query.to).map((day, n) => ({
          day,
          from: 0,
          to: 0,
          in: 900,
          out: 100,
          kept: 0,
          metered: n === 0 ? null : 700,
          told: 90,
          lost: n === 0 ? null : 100,
          share: n === 0 ? null : 0.125,
        })),
      }),
    )
    app.get<{ Querystring: { from: string; to: string } }>('/night-flow', view, async ({ query }) => ({
      nights: daysFrom(query.from, query.to).map((day, n) => ({
        day,
        flow: n % 9 === 4 ? null : 5 + (n > 24 ? 3 : 0),
        at: now() - MINUTE,
        known: 1,
      })),
    }))
  }
}
