import type { DuckDBConnection } from '@duckdb/node-api'
import type { DetectionRow } from './protocol.ts'
import type { Database } from './tables.ts'

/** Stores detections in the order they were made. */
export async function appendDetections(db: Database, rows: readonly DetectionRow[]): Promise<void> {
  if (rows.length === 0) return
  const appender = await db.writer.createAppender('detection')
  try {
    for (const { condition, start, at, active, retrospective, body } of rows) {
      appender.appendBigInt(BigInt(db.nextDetection++))
      appender.appendVarchar(condition)
      appender.appendBigInt(BigInt(Math.round(start)))
      appender.appendBigInt(BigInt(Math.round(at)))
      appender.appendBoolean(active)
      appender.appendBoolean(retrospective)
      appender.appendVarchar(body)
      appender.endRow()
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

/** Bodies of the changes of the spells that touch the period; the newest `most`, all when left out. */
export async function readDetections(
  connection: DuckDBConnection,
  from: number,
  to: number,
  most?: number,
): Promise<string[]> {
  const result = await connection.runAndReadAll(
    `WITH spell AS (
       SELECT condition, start FROM detection GROUP BY condition, start
       HAVING min(start) < ${to} AND (max(t) >= ${from} OR arg_max(active, n)))
     SELECT body FROM detection SEMI JOIN spell USING (condition, start)
     ORDER BY t DESC, n DESC${most === undefined ? '' : ` LIMIT ${Math.floor(most)}`}`,
  )
  return result
    .getRowsJS()
    .map(([body]) => body as string)
    .reverse()
}

/** Body of the newest change of each condition; what was found in late data says nothing of the present. */
export async function readConditions(connection: DuckDBConnection): Promise<string[]> {
  const result = await connection.runAndReadAll(
    'SELECT arg_max(body, n) FROM detection WHERE NOT retrospective GROUP BY condition ORDER BY max(n)',
  )
  return result.getRowsJS().map(([body]) => body as string)
}
