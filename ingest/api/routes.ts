import type { FastifyPluginAsync } from 'fastify'
import type { Site } from '../../runtime/site/site.ts'
import type { TimeSource } from '../../runtime/time.ts'
import type { Figures } from '../figures.ts'
import type { Gateways } from '../gateways.ts'
import type { Feed } from '../history/feed.ts'
import type { History } from '../history/history.ts'
import type { IntakeLog } from '../intake/log.ts'
import type { Quarantine } from '../intake/quarantine.ts'
import type { Latest } from '../latest.ts'
import type { DetectionWatch } from '../watch.ts'
import { detectionRoutes } from './detections.ts'
import { healthRoutes } from './health.ts'
import { latestRoutes } from './latest.ts'
import { seriesRoutes } from './series.ts'

/** What the API reads from. */
export interface ApiParts {
  site: Site
  time: TimeSource
  history: History
  latest: Latest
  quarantine: Quarantine
  intake: IntakeLog
  feed: Feed
  detections: DetectionWatch
  figures: Figures
  gateways: Gateways
}

/** Ingest's part of /api/v1: questions about the present and the past. Everything is read-only. */
export function ingestRoutes(parts: ApiParts): FastifyPluginAsync {
  return async app => {
    await app.register(latestRoutes(parts))
    await app.register(seriesRoutes(parts))
    await app.register(detectionRoutes(parts))
    await app.register(healthRoutes(parts))
  }
}
