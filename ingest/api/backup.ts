import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import { compactTime } from '../../model/time.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem } from './problem.ts'

/** POST /ingest/backup: a complete copy of history, made while everything goes on. */
export function backupRoutes({ history, backups, time }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.post('/ingest/backup', { config: { right: 'backup' } }, async () => {
      if (!history.backup) {
        throw new HttpProblem(
          409,
          'not-here',
          `history is in ${history.store}: back it up with the tools of that server`,
        )
      }
      const file = join(backups, `history-${compactTime(time.now())}.duckdb`)
      await mkdir(backups, { recursive: true })
      await history.backup(file).catch(error => {
        throw asHttpProblem(error)
      })
      return { file, bytes: (await stat(file)).size }
    })
  }
}
