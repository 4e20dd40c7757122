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
import { availabilityRoutes } from './availability.ts'
import { detectionRoutes } from './detections.ts'
import { exportRoutes } from './export.ts'
import { healthRoutes } from './health.ts'
import { latestRoutes } from './latest.ts'
import { nightFlowRoutes } from './night-flow.ts'
import { replayRoutes } from './replay.ts'
import { seriesRoutes } from './series.ts'
import { stateRoutes } from './states.ts'
import { statisticsRoutes } from './statistics.ts'

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

const ROUTES = [
  latestRoutes,
  seriesRoutes,
  stateRoutes,
  statisticsRoutes,
  nightFlowRoutes,
  availabilityRoutes,
  replayRoutes,
  exportRoutes,
  detectionRoutes,
  healthRoutes,
]

/** Ingest's part of /api/v1: questions about the present and the past. Everything is read-only. */
export function ingestRoutes(parts: ApiParts): FastifyPluginAsync {
  return async app => {
    for (const routes of ROUTES) await app.register(routes(parts))
  }
}
