import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { CodedError } from '../../../runtime/config/problems.ts'

/**
 * Copies the whole database into a new file, as of one instant, while it is written to. The copy appears under its
 * name only when it is complete. Throws CodedError `backup-exists`.
 */
export async function backUp(connection: DuckDBConnection, file: string): Promise<void> {
  if (existsSync(file))
    throw new CodedError('backup-exists', `${file} is there already; nothing was overwritten`)
  const part = `${file}.part`
  await rm(part, { force: true })
  const name = (await connection.runAndReadAll('SELECT current_database()')).getRowsJS()[0]![0] as string
  await connection.run(`ATTACH '${part.replaceAll("'", "''")}' AS copy`)
  try {
    await connection.run(`COPY FROM DATABASE "${name.replaceAll('"', '""')}" TO copy`)
  } finally {
    await connection.run('DETACH copy')
  }
  await rename(part, file)
}
