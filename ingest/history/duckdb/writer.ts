import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBBigIntVector,
  type DuckDBBooleanVector,
  DuckDBDataChunk,
  type DuckDBDoubleVector,
  type DuckDBIntegerVector,
  type DuckDBUTinyIntVector,
  INTEGER,
  UTINYINT,
} from '@duckdb/node-api'
import { reasonOf } from '../../../model/quality.ts'
import { LATE, type Rows } from '../../rows.ts'
import type { Database } from './tables.ts'

const CHUNK = 2048
const MAIN = [INTEGER, BIGINT, DOUBLE, UTINYINT, BIGINT]
const LATE_TYPES = [...MAIN, BOOLEAN]

/** Stores rows and the mark `position` in one transaction: after a crash either both are there or neither. */
export async function appendRows(db: Database, rows: Rows, upTo: number): Promise<void> {
  const { writer } = db
  await writer.run('BEGIN')
  const moved = new Map<number, number>()
  const added: [string, number][] = []
  try {
    const ids = rows.names.map(name => {
      const known = db.series.get(name) ?? added.find(([other]) => other === name)?.[1]
      if (known !== undefined) return known
      const id = db.names.length + added.length
      added.push([name, id])
      return id
    })
    for (const [name, id] of added) await writer.run('INSERT INTO point VALUES ($1, $2)', [id, name])
    const inOrder: number[] = []
    const others: number[] = []
    for (let i = 0; i < rows.length; i++) {
      const id = ids[rows.point[i]!]!
      const last = moved.get(id) ?? db.newest.get(id) ?? Number.NEGATIVE_INFINITY
      if (isAhead(rows, i) || rows.at[i]! <= last) others.push(i)
      else {
        moved.set(id, rows.at[i]!)
        inOrder.push(i)
      }
    }
    await fill(db, 'reading', MAIN, rows, ids, inOrder)
    await fill(db, 'late', LATE_TYPES, rows, ids, others)
    await writer.run("INSERT OR REPLACE INTO mark VALUES ('position', $1)", [BigInt(upTo)])
    await writer.run('COMMIT')
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => {})
    throw error
  }
  for (const [name, id] of added) {
    db.series.set(name, id)
    db.names[id] = name
  }
  for (const [id, at] of moved) db.newest.set(id, at)
}

/** A clock that is ahead must not make everything after it late. */
const isAhead = (rows: Rows, i: number) =>
  (rows.flags[i]! & LATE) !== 0 && reasonOf(rows.code[i]!) === 'clock-ahead'

async function fill(
  db: Database,
  table: 'reading' | 'late',
  types: typeof MAIN | typeof LATE_TYPES,
  rows: Rows,
  ids: number[],
  picked: number[],
) {
  if (picked.length === 0) return
  const appender: DuckDBAppender = await db.writer.createAppender(table)
  try {
    for (let from = 0; from < picked.length; from += CHUNK) {
      const part = picked.slice(from, from + CHUNK)
      const chunk = DuckDBDataChunk.create(types, part.length)
      const series = chunk.getColumnVector(0) as DuckDBIntegerVector
      const at = chunk.getColumnVector(1) as DuckDBBigIntVector
      const value = chunk.getColumnVector(2) as DuckDBDoubleVector
      const code = chunk.getColumnVector(3) as DuckDBUTinyIntVector
      const received = chunk.getColumnVector(4) as DuckDBBigIntVector
      for (const [j, i] of part.entries()) {
        series.setItem(j, ids[rows.point[i]!]!)
        at.setItem(j, BigInt(Math.round(rows.at[i]!)))
        const v = rows.value[i]!
        value.setItem(j, Number.isNaN(v) ? null : v)
        code.setItem(j, rows.code[i]!)
        received.setItem(j, BigInt(Math.round(rows.received[i]!)))
      }
      const columns = [series, at, value, code, received]
      for (const column of columns) column.flush()
      if (table === 'late') {
        const live = chunk.getColumnVector(5) as DuckDBBooleanVector
        for (const [j, i] of part.entries()) live.setItem(j, !isAhead(rows, i))
        live.flush()
      }
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}
