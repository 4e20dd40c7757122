import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import { compactTime } from '../../model/time.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { type ApiDeps, needs } from './deps.ts'

/** POST /journal/backup: a complete copy of the journal, made while everything goes on. */
export function backupRoutes({ journal, backups, now }: ApiDeps): FastifyPluginAsync {
  return async app => {
    app.post('/journal/backup', needs('backup'), async () => {
      if (!journal.backup) {
        throw new HttpProblem(409, 'not-here', 'the journal is in PostgreSQL: back it up with pg_dump')
      }
      const file = join(backups, `journal-${compactTime(now())}.sqlite`)
      await mkdir(backups, { recursive: true })
      await journal.backup(file).catch(error => {
        const { code = 'backup-failed', message } = error as { code?: string; message: string }
        throw new HttpProblem(code === 'backup-exists' ? 409 : 503, code, message)
      })
      return { file, bytes: (await stat(file)).size }
    })
  }
}
