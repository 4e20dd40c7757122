import { rename, rm } from 'node:fs/promises'
import { workerData } from 'node:worker_threads'
import Database from 'libsql'

/** Copies a journal as of one instant into a new file; a thread of its own, because a long one takes seconds. */
const { from, to } = workerData as { from: string; to: string }
const part = `${to}.part`
await rm(part, { force: true })
const db = new Database(from)
try {
  db.exec(`VACUUM INTO '${part.replaceAll("'", "''")}'`)
} finally {
  db.close()
}
await rename(part, to)
