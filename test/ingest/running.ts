import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { Value } from 'typebox/value'
import { IngestConfig } from '../../ingest/config.ts'
import { type IngestDeps, startIngest } from '../../ingest/start.ts'
import { type Batch, type Reading, toBatch } from '../../model/reading.ts'
import type { Actor } from '../../model/rights.ts'
import { topicsOf } from '../../model/topics.ts'
import { startEmbeddedBroker } from '../../runtime/broker/embedded.ts'
import { answerProblems } from '../../runtime/http/problem.ts'
import { compileValidator } from '../../runtime/http/validation.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import type { Site } from '../../runtime/site/site.ts'
import { type SteppedTime, steppedTime } from '../../runtime/stepped-time.ts'

/** A folder of its own for one test, removed at the end. */
export async function aFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'standpipe-ingest-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

export const NOON = Date.UTC(2026, 10, 22, 4)
export const config = (changes: Partial<IngestConfig> = {}): IngestConfig => ({
  ...(Value.Default(IngestConfig, {}) as IngestConfig),
  ...changes,
})

/** An embedded broker with ingest attached to it, on simulated time. */
export async function runIngest(
  site: Site,
  dataDir: string,
  {
    time = steppedTime(NOON),
    changes = {},
    as: actor,
    ...deps
  }: { time?: SteppedTime; changes?: Partial<IngestConfig>; as?: Actor } & Partial<IngestDeps> = {},
) {
  const log = silentLog()
  const metrics = createMetrics()
  const broker = await startEmbeddedBroker({ port: 0, log, metrics })
  const topics = topicsOf(site.config.site)
  const ingest = await startIngest(config(changes), {
    site,
    topics,
    bus: broker.bus,
    time,
    log,
    metrics,
    dataDir,
    ...deps,
  })
  const app = Fastify()
  app.setValidatorCompiler(compileValidator as never)
  answerProblems(app as never)
  app.decorateRequest('actor', undefined)
  app.addHook('onRequest', async request => {
    request.actor = actor
  })
  await app.register(ingest.routes!, { prefix: '/api/v1' })
  let seq = 0
  return {
    ingest,
    broker,
    topics,
    time,
    app,
    /** Publishes one batch of a gateway with the next number; resolves when it is acknowledged. */
    async send(readings: readonly Reading[], head: Partial<Batch> = {}) {
      const batch = toBatch(
        { gateway: 'gw-1', spool: 's1', seq: head.seq ?? ++seq, sent: time.now(), backlog: false },
        readings,
      )
      await broker.bus.publish(topics.up('Z1', 'gw-1'), JSON.stringify({ ...batch, ...head }), { qos: 1 })
    },
    async get(url: string) {
      const { statusCode, body } = await app.inject(`/api/v1${url}`)
      return { status: statusCode, body: JSON.parse(body) }
    },
    async stop() {
      await app.close()
      await ingest.stop()
      await broker.stop()
    },
  }
}

/** Good readings of a point every `step` ms. */
export function course(point: string, from: number, step: number, values: readonly number[]): Reading[] {
  return values.map((value, i) => ({ point, at: from + i * step, value, quality: 'good' as const }))
}
