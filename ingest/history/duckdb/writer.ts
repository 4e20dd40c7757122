import { BIGINT, BOOLEAN, DOUBLE, INTEGER, UTINYINT } from '@duckdb/node-api'
import { reasonOf } from '../../../model/quality.ts'
import { LATE, type Rows } from '../../rows.ts'
import { CHUNK, chunkOf } from './columns.ts'
import type { Database } from './tables.ts'

const ROW = [INTEGER, BIGINT, DOUBLE, UTINYINT, BIGINT]
const LATE_ROW = [...ROW, BOOLEAN]

/** Stores rows and the mark `position` in one transaction: after a crash either both are there or neither. */
export async function appendRows(db: Database, rows: Rows, upTo: number): Promise<void> {
  const { writer } = db
  await writer.run('BEGIN')
  try {
    const { ids, added } = idsOf(db, rows.names)
    await addPoints(db, added)
    const { inOrder, others, newest } = inTurn(db, rows, ids)
    await fill(db, 'reading', rows, ids, inOrder)
    await fill(db, 'late', rows, ids, others)
    await writer.run("INSERT OR REPLACE INTO mark VALUES ('position', $1)", [BigInt(upTo)])
    await writer.run('COMMIT')
    for (const [name, id] of added) {
      db.series.set(name, id)
      db.names[id] = name
    }
    for (const [id, at] of newest) db.newest.set(id, at)
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => {})
    throw error
  }
}

/** The series ids of names, and those of them that are new. */
function idsOf(db: Database, names: readonly string[]) {
  const added = new Map<string, number>()
  const ids = names.map(name => {
    let id = db.series.get(name) ?? added.get(name)
    if (id === undefined) added.set(name, (id = db.names.length + added.size))
    return id
  })
  return { ids, added }
}

async function addPoints(db: Database, added: ReadonlyMap<string, number>) {
  if (added.size === 0) return
  const appender = await db.writer.createAppender('point')
  try {
    for (const [name, id] of added) {
      appender.appendInteger(id)
      appender.appendVarchar(name)
      appender.endRow()
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

/** Parts rows into those that continue their series and the others. */
function inTurn(db: Database, rows: Rows, ids: readonly number[]) {
  const last = ids.map(id => db.newest.get(id) ?? Number.NEGATIVE_INFINITY)
  const inOrder = new Uint32Array(rows.length)
  const others: number[] = []
  let n = 0
  for (let i = 0; i < rows.length; i++) {
    const point = rows.point[i]!
    if (isAhead(rows, i) || rows.at[i]! <= last[point]!) others.push(i)
    else {
      last[point] = rows.at[i]!
      inOrder[n++] = i
    }
  }
  const newest = ids.map((id, point) => [id, last[point]!] as const).filter(([, at]) => Number.isFinite(at))
  return { inOrder: inOrder.subarray(0, n), others: Uint32Array.from(others), newest }
}

/** A clock that is ahead must not make everything after it late. */
const isAhead = (rows: Rows, i: number) =>
  (rows.flags[i]! & LATE) !== 0 && reasonOf(rows.code[i]!) === 'clock-ahead'

async function fill(
  db: Database,
  table: 'reading' | 'late',
  rows: Rows,
  ids: readonly number[],
  picked: Uint32Array,
) {
  if (picked.length === 0) return
  const appender = await db.writer.createAppender(table)
  try {
    for (let from = 0; from < picked.length; from += CHUNK) {
      const part = picked.subarray(from, from + CHUNK)
      const filled = chunkOf(table === 'late' ? LATE_ROW : ROW, part.length)
      const series = filled.integers(0)
      const code = filled.bytes(3)
      for (let j = 0; j < part.length; j++) {
        const i = part[j]!
        series[j] = ids[rows.point[i]!]!
        filled.setWhole(1, j, rows.at[i]!)
        filled.setNumber(2, j, rows.value[i]!)
        code[j] = rows.code[i]!
        filled.setWhole(4, j, rows.received[i]!)
        if (table === 'late') filled.setTruth(5, j, !isAhead(rows, i))
      }
      filled.finish()
      appender.appendDataChunk(filled.chunk)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}
