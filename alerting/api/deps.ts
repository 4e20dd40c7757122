import type { FastifyRequest } from 'fastify'
import type { Actor, Right } from '../../model/rights.ts'
import type { Instant } from '../../model/time.ts'
import type { AttachmentStore } from '../attachments/store.ts'
import type { Context } from '../decide/context.ts'
import type { Desk } from '../desk.ts'
import type { Journal } from '../journal/journal.ts'
import type { Policy } from '../policy/schema.ts'

/** What the routes stand on. */
export interface ApiDeps {
  desk: Desk
  context: Context
  journal: Journal
  attachments: AttachmentStore
  now: () => Instant
  /** Those that ship and the site's own, by id. */
  policies(): ReadonlyMap<string, Policy>
  /** Folder of backups. */
  backups: string
}

/** Route options that name the right a caller needs. */
export function needs(right: Right): { config: object } {
  return { config: { right } }
}

/** The person or script that calls; the HTTP server has authenticated it. */
export function actorOf(request: FastifyRequest): Actor {
  const { actor } = request as FastifyRequest & { actor?: Actor }
  if (!actor) throw Object.assign(new Error('sign in first'), { statusCode: 401, code: 'not-signed-in' })
  return actor
}
