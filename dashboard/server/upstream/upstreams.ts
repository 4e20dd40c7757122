/** A service of ours in another process. */
export interface Upstream {
  /** e.g. http://ingest:8081 */
  url: string
  /** The service token it knows us by; see `serviceToken` of createIdentity. */
  token: string
}

/** Where ingest and alerting are when each runs alone. */
export interface Upstreams {
  ingest: Upstream
  alerting: Upstream
}

/** First parts of the paths under /api/v1 that each service answers; a test holds them against the services. */
export const PATHS: Record<keyof Upstreams, readonly string[]> = {
  ingest: [
    'latest',
    'series',
    'states',
    'statistics',
    'night-flow',
    'availability',
    'limits',
    'compliance',
    'stations',
    'zone-balance',
    'lab-samples',
    'replay',
    'export',
    'detections',
    'detectors',
    'ingest',
    'quarantine',
  ],
  alerting: [
    'alarms',
    'tickets',
    'attachments',
    'incidents',
    'duties',
    'trace',
    'notices',
    'notify',
    'policy',
    'journal',
    'public',
  ],
}

/** Of these, what anybody may read without signing in. */
export const OPEN_PATHS: readonly string[] = ['public']
