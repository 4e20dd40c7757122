import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { DuckDBInstance } from '@duckdb/node-api'
import { type ExportQuestion, type ExportRow, questionLines } from './table.ts'

const text = (value: string) => `'${value.replaceAll("'", "''")}'`

/**
 * A Parquet file: times in UTC, and the question in the file's metadata. It is made in a temporary file first,
 * because a Parquet file can only be read from its end; the file is gone when the stream has ended.
 */
export async function parquetStream(
  question: ExportQuestion,
  blocks: AsyncIterable<ExportRow[]>,
): Promise<Readable> {
  const folder = await mkdtemp(join(tmpdir(), 'standpipe-export-'))
  const clear = () => rm(folder, { recursive: true, force: true })
  try {
    const file = join(folder, 'readings.parquet')
    const instance = await DuckDBInstance.create(join(folder, 'rows.duckdb'), {
      threads: '1',
      memory_limit: '256MiB',
    })
    const connection = await instance.connect()
    await connection.run(
      'CREATE TABLE rows (ms BIGINT, point VARCHAR, name VARCHAR, quantity VARCHAR, value DOUBLE, unit VARCHAR, quality VARCHAR, reason VARCHAR)',
    )
    const appender = await connection.createAppender('rows')
    for await (const rows of blocks) {
      for (const row of rows) {
        appender.appendBigInt(BigInt(Math.round(row.at)))
        for (const name of ['point', 'name', 'quantity'] as const) appender.appendVarchar(row[name])
        if (row.value === null) appender.appendNull()
        else appender.appendDouble(row.value)
        for (const name of ['unit', 'quality', 'reason'] as const) appender.appendVarchar(row[name])
        appender.endRow()
      }
      appender.flushSync()
    }
    appender.closeSync()
    const about = questionLines(question).map(([name, value]) => `${text(name)}: ${text(value)}`)
    await connection.run(
      `COPY (SELECT make_timestamp_ms(ms) AS time, * EXCLUDE ms FROM rows) TO ${text(file)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${about.join(', ')}})`,
    )
    connection.closeSync()
    instance.closeSync()
    return createReadStream(file).once('close', clear)
  } catch (error) {
    await clear()
    throw error
  }
}
