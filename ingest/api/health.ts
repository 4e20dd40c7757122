import type { FastifyPluginAsync } from 'fastify'
import type { ApiParts } from './parts.ts'

/** GET /ingest/health and /quarantine: how ingest is doing, and what it could not use. */
export function healthRoutes({
  quarantine,
  intake,
  feed,
  history,
  detections,
  figures,
  gateways,
  isLearning,
  time,
}: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get('/ingest/health', { config: { right: 'view' } }, async () => ({
      now: time.now(),
      ok: intake.fault === undefined && feed.fault === undefined,
      intake: {
        ok: intake.fault === undefined,
        fault: intake.fault?.message ?? null,
        /** Bytes on disk that history does not have yet. */
        behind: intake.end - feed.offset,
        bytes: intake.end - intake.start,
        damaged: intake.damaged,
      },
      history: {
        store: history.store,
        ok: feed.fault === undefined,
        fault: feed.fault?.message ?? null,
        waiting: feed.waiting,
      },
      detections: {
        waiting: detections.waiting,
        /** The detectors at work know only the last half hour; those that know what is usual are still learning it. */
        learning: isLearning(),
      },
      gateways: gateways.list(),
      counts: figures.totals(),
      quarantined: quarantine.total,
    }))
    app.get('/quarantine', { config: { right: 'view' } }, async () => ({
      total: quarantine.total,
      entries: quarantine.list(),
    }))
  }
}
