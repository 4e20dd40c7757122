import type { FastifyPluginAsync } from 'fastify'
import { describeAnswers } from './answers/answers.ts'
import { availabilityRoutes } from './availability.ts'
import { backupRoutes } from './backup.ts'
import { complianceRoutes } from './compliance.ts'
import { detectionRoutes } from './detections.ts'
import { detectorRoutes } from './detectors.ts'
import { exportRoutes } from './export.ts'
import { healthRoutes } from './health.ts'
import { labSampleRoutes } from './lab-samples.ts'
import { latestRoutes } from './latest.ts'
import { limitRoutes } from './limits.ts'
import { nightFlowRoutes } from './night-flow.ts'
import type { ApiParts } from './parts.ts'
import { previewRoutes } from './preview.ts'
import { replayRoutes } from './replay.ts'
import { seriesRoutes } from './series.ts'
import { stateRoutes } from './states.ts'
import { stationRoutes } from './stations.ts'
import { statisticsRoutes } from './statistics.ts'
import { zoneBalanceRoutes } from './zone-balance.ts'

const ROUTES = [
  latestRoutes,
  seriesRoutes,
  stateRoutes,
  statisticsRoutes,
  nightFlowRoutes,
  zoneBalanceRoutes,
  stationRoutes,
  limitRoutes,
  complianceRoutes,
  labSampleRoutes,
  availabilityRoutes,
  replayRoutes,
  exportRoutes,
  detectionRoutes,
  detectorRoutes,
  previewRoutes,
  healthRoutes,
  backupRoutes,
]

/**
 * Ingest's part of /api/v1: questions about the present and the past, what laboratories found, and the rules of
 * detectors. Nothing here changes what devices told.
 */
export function ingestRoutes(parts: ApiParts): FastifyPluginAsync {
  return async app => {
    describeAnswers(app)
    for (const routes of ROUTES) await app.register(routes(parts))
  }
}
