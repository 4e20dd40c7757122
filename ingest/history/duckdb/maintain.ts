import type { DuckDBConnection } from '@duckdb/node-api'
import { DAY, type Instant } from '../../../model/time.ts'
import { isDue, openDays, sealDay } from './seal.ts'
import { tierTable } from './tables.ts'

/** Days that summaries outlive the readings: a minute's two years, the longer ones ten. */
const MINUTES_KEPT = 730
const LONGER_KEPT = 3_650

/** Seals the days that are due and lets go of what is too old. */
export async function maintainHistory(
  connection: DuckDBConnection,
  { now, retentionDays }: { now: Instant; retentionDays?: number },
): Promise<void> {
  for (const open of await openDays(connection)) if (isDue(open, now)) await sealDay(connection, open.day)
  if (retentionDays === undefined) return
  await dropReadings(connection, (Math.floor(now / DAY) - retentionDays) * DAY)
  const kept = Math.max(retentionDays, MINUTES_KEPT)
  await dropCells(connection, 60_000, (Math.floor(now / DAY) - kept) * DAY)
  for (const width of [900_000, 3_600_000]) {
    await dropCells(connection, width, (Math.floor(now / DAY) - Math.max(kept, LONGER_KEPT)) * DAY)
  }
}

/** Readings that a summary stands for. Those of slow points are as few as a summary would be, and stay as long. */
async function dropReadings(connection: DuckDBConnection, before: Instant) {
  const summed = `SELECT DISTINCT series, t // ${DAY} FROM ${tierTable(900_000)} WHERE t < ${before}`
  for (const table of ['sealed', 'revision']) {
    await connection.run(`DELETE FROM ${table} WHERE t < ${before} AND (series, t // ${DAY}) IN (${summed})`)
  }
  await connection.run("INSERT OR REPLACE INTO mark VALUES ('readings_from', $1)", [BigInt(before)])
  const oldest = before - (LONGER_KEPT - 1) * DAY
  for (const table of ['sealed', 'revision']) await connection.run(`DELETE FROM ${table} WHERE t < ${oldest}`)
}

async function dropCells(connection: DuckDBConnection, width: number, before: Instant) {
  await connection.run(`DELETE FROM ${tierTable(width)} WHERE t < ${before}`)
}
