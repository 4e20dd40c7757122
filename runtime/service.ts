import type { FastifyPluginAsync } from 'fastify'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Topics } from '../model/topics.ts'
import type { Bus } from './bus.ts'
import type { Site } from './site/site.ts'
import type { TimeSource } from './time.ts'

/** A running part of the platform. `routes` are its HTTP API under /api/v1, mounted or proxied by the dashboard. */
export interface Service {
  stop(): Promise<void>
  routes?: FastifyPluginAsync
  /** Resolves when everything taken in so far has been worked off; for tests and orderly stops. */
  settled?(): Promise<void>
}

/** What every service is handed at its start. Nothing is read from a global, the environment or the clock. */
export interface ServiceDeps {
  site: Site
  topics: Topics
  bus: Bus
  time: TimeSource
  log: Logger
  metrics: Registry
  /** Folder of this service's own, created, for what it must remember. */
  dataDir: string
}
