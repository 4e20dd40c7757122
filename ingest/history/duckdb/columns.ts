import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'

/** A query's columns, every one of them DOUBLE in SQL, as typed arrays; NULL becomes NaN. */
export async function columnsOf(connection: DuckDBConnection, sql: string): Promise<Float64Array[]> {
  const result = await connection.run(sql)
  const chunks: DuckDBDataChunk[] = []
  let rows = 0
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    chunks.push(chunk)
    rows += chunk.rowCount
  }
  const columns = Array.from({ length: result.columnCount }, () => new Float64Array(rows))
  let from = 0
  for (const chunk of chunks) {
    for (const [i, column] of columns.entries()) {
      const vector = chunk.getColumnVector(i)
      for (let j = 0; j < chunk.rowCount; j++)
        column[from + j] = (vector.getItem(j) as number | null) ?? Number.NaN
    }
    from += chunk.rowCount
  }
  return columns
}
