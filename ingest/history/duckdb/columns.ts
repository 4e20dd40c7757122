import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api'

/** Rows of a DuckDB vector. */
export const CHUNK = 2048

/** The cells of a vector; public at run time only, and a hundred times as fast as one call a cell. */
const itemsOf = <T>(vector: unknown) => (vector as { items: T }).items
const nullsOf = (vector: unknown) =>
  (vector as { validity: { setItemValid(i: number, valid: boolean): void } }).validity

/** A chunk of rows being filled, column by column. */
export interface FilledChunk {
  chunk: DuckDBDataChunk
  integers(column: number): Int32Array
  bytes(column: number): Uint8Array
  /** Whole numbers up to 2^53 as 64-bit cells. */
  setWhole(column: number, row: number, value: number): void
  /** NaN becomes NULL. */
  setNumber(column: number, row: number, value: number): void
  setTruth(column: number, row: number, value: boolean): void
  finish(): void
}

/** An empty chunk of these columns. */
export function chunkOf(types: readonly DuckDBType[], rows: number): FilledChunk {
  const chunk = DuckDBDataChunk.create(types, rows)
  const vectors = types.map((_, i) => chunk.getColumnVector(i))
  const cells = vectors.map(vector => itemsOf<Int32Array | Float64Array | BigInt64Array | Uint8Array>(vector))
  // A BigInt for every cell costs more than all the rest: its two halves are written instead.
  const halves = cells.map(items =>
    items instanceof BigInt64Array
      ? new Int32Array(items.buffer, items.byteOffset, items.length * 2)
      : undefined,
  )
  return {
    chunk,
    integers: column => cells[column] as Int32Array,
    bytes: column => cells[column] as Uint8Array,
    setWhole(column, row, value) {
      const half = halves[column]!
      half[row * 2] = (value % 4_294_967_296) | 0
      half[row * 2 + 1] = Math.floor(value / 4_294_967_296)
    },
    setNumber(column, row, value) {
      if (Number.isNaN(value)) nullsOf(vectors[column]).setItemValid(row, false)
      else (cells[column] as Float64Array)[row] = value
    },
    setTruth(column, row, value) {
      vectors[column]!.setItem(row, value)
    },
    finish() {
      for (const vector of vectors) vector.flush()
    },
  }
}

/** A query's columns as typed arrays; NULL becomes NaN. Only numbers and truths are asked for this way. */
export async function columnsOf(connection: DuckDBConnection, sql: string): Promise<Float64Array[]> {
  const result = await connection.run(`SELECT ifnull(COLUMNS(*)::DOUBLE, 'NaN'::DOUBLE) FROM (${sql})`)
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
      column.set(itemsOf<Float64Array>(chunk.getColumnVector(i)).subarray(0, chunk.rowCount), from)
    }
    from += chunk.rowCount
  }
  return columns
}
