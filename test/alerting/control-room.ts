import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { type AlertingConfig, startAlerting } from '../../alerting/alerting.ts'
import type { Alarm } from '../../model/alarm.ts'
import type { Detection } from '../../model/detection.ts'
import { may, type Right, type Role } from '../../model/rights.ts'
import type { TicketView } from '../../model/ticket.ts'
import { topicMatches, topicsOf } from '../../model/topics.ts'
import type { Bus, BusHandler } from '../../runtime/bus.ts'
import { answerProblems } from '../../runtime/http/problem.ts'
import { compileValidator } from '../../runtime/http/validation.ts'
import type { Site } from '../../runtime/site/site.ts'
import { steppedTime } from '../../runtime/stepped-time.ts'
import { townSite } from './town.ts'

/** A broker's behaviour that these tests need: retained messages, and publish resolving after the handlers. */
export function looseBus(): Bus & { published: { topic: string; body: unknown }[] } {
  const handlers = new Map<BusHandler, string>()
  const retained = new Map<string, Uint8Array>()
  const published: { topic: string; body: unknown }[] = []
  const bus: ReturnType<typeof looseBus> = {
    published,
    connected: true,
    onConnection: () => () => {},
    close: async () => {},
    publish: async (topic, payload, { retain = false, qos = 0 } = {}) => {
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
      if (retain) retained.set(topic, bytes)
      published.push({ topic, body: JSON.parse(Buffer.from(bytes).toString()) })
      for (const [handler, filter] of handlers) {
        if (topicMatches(filter, topic)) await handler({ topic, payload: bytes, qos, retain: false })
      }
    },
    subscribe: async (filter, handler) => {
      for (const [topic, payload] of retained) {
        if (topicMatches(filter, topic)) await handler({ topic, payload, qos: 1, retain: true })
      }
      handlers.set(handler, filter)
      return async () => void handlers.delete(handler)
    },
  }
  return bus
}

const people: Record<string, Role[]> = {
  王操作: ['operator'],
  李调度: ['dispatcher'],
  张抢修: ['crew'],
  陈工: ['engineer'],
  看客: ['viewer'],
}

/** Over all rooms: one that is started again on the same journal must not repeat the ids of the one before. */
let commands = 0

/** Alerting for the small town, on stepped time, with its HTTP API and a bus that can be looked into. */
export async function controlRoom(
  start: string,
  options: {
    policy?: string
    site?: Site
    dataDir?: string
    bus?: ReturnType<typeof looseBus>
    config?: AlertingConfig
    secrets?: Record<string, string>
  } = {},
) {
  const site = options.site ?? townSite(options.policy)
  const time = steppedTime(Date.parse(start))
  const bus = options.bus ?? looseBus()
  const topics = topicsOf(site.config.site)
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'standpipe-alerting-'))
  const log = pino({ level: 'silent' })
  const { secrets = {} } = options
  const deps = { site, topics, bus, time, log, metrics: new Registry(), dataDir, secrets }
  const service = await startAlerting(options.config ?? { journal: { store: 'sqlite' } }, deps)
  const app = Fastify()
  app.setValidatorCompiler(compileValidator)
  answerProblems(app as never)
  app.decorateRequest('actor')
  app.addHook('onRequest', async (request, reply) => {
    const id = decodeURIComponent(String(request.headers['x-actor'] ?? '李调度'))
    const actor = { id, name: id, roles: people[id] ?? (['viewer'] as Role[]) }
    Object.assign(request, { actor })
    const { right } = request.routeOptions.config as { right?: Right | 'public' }
    if (right === undefined) throw new Error(`${request.url} does not say what right it needs`)
    if (right !== 'public' && !may(actor, right)) await reply.code(403).send({ code: 'not-allowed' })
  })
  await app.register(service.routes!, { prefix: '/api/v1' })
  const room = {
    service,
    time,
    bus,
    dataDir,
    site,
    /** A detection as ingest would send it. */
    hear: async (detection: Partial<Detection> & Pick<Detection, 'kind' | 'subject'>) => {
      const whole: Detection = {
        start: time.now(),
        at: time.now(),
        active: true,
        evidence: {},
        ...detection,
      }
      await bus.publish(topics.detection(whole.kind, whole.subject), JSON.stringify(whole), {
        qos: 1,
        retain: true,
      })
      return whole
    },
    html: async (path: string) => (await app.inject({ url: `/api/v1${path}` })).body,
    get: async (path: string) => (await app.inject({ url: `/api/v1${path}` })).json(),
    /** Posts a command as somebody; answers with status and body. */
    post: async (who: string, path: string, body: object) => {
      const response = await app.inject({
        method: 'POST',
        url: `/api/v1${path}`,
        headers: { 'x-actor': encodeURIComponent(who) },
        payload: { id: `command-${process.pid}-${commands++}`, ...body },
      })
      return { status: response.statusCode, body: response.json() }
    },
    upload: async (who: string, path: string, payload: Buffer, type: string) => {
      const headers = { 'x-actor': encodeURIComponent(who), 'content-type': type }
      const response = await app.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload })
      return { status: response.statusCode, body: response.json() }
    },
    download: (path: string, who = '李调度') =>
      app.inject({ url: `/api/v1${path}`, headers: { 'x-actor': encodeURIComponent(who) } }),
    step: async (who: string, ticket: string, step: string, more: object = {}) =>
      room.post(who, `/tickets/${ticket}/steps`, { step, ...more }),
    alarm: (id: string): Alarm | undefined => service.alarms().find(alarm => alarm.id === id),
    ticket: (index = 0): TicketView => service.tickets()[index]!,
    clock: (name: string, index = 0) => service.tickets()[index]!.clocks.find(clock => clock.name === name),
    stop: async (keep = false) => {
      await app.close()
      await service.stop()
      if (!keep) rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return room
}
