import type { DuckDBConnection } from '@duckdb/node-api'
import { DAY, HOUR, type Instant } from '../../../model/time.ts'
import { cellsOfCells, cellsOfReadings } from './cells.ts'
import { columnsOf } from './columns.ts'
import { TIERS, tierTable } from './tables.ts'

/** A cell is worth keeping when it stands for this many readings on average. */
const WORTH = 8

/** A day is sealed this long after its end: most of what is late has come by then. */
const SETTLED = 2 * HOUR
/** Late readings of a sealed day wait this long, or until they are this many, before it is sealed again. */
const AGAIN_AFTER = DAY
const AGAIN_READINGS = 200_000

/** A UTC day, counted from the epoch, with readings outside `sealed`. */
export interface OpenDay {
  day: number
  readings: number
  sealed: boolean
  /** When the newest of them was received. */
  received: Instant
}

export async function openDays(connection: DuckDBConnection): Promise<OpenDay[]> {
  const [days, readings, received, sealed] = await columnsOf(
    connection,
    `SELECT day::DOUBLE, count(*)::DOUBLE, max(received)::DOUBLE, max(sealed_day.day IS NOT NULL)::DOUBLE
     FROM (SELECT t // ${DAY} AS day, received FROM reading UNION ALL SELECT t // ${DAY}, received FROM late)
     LEFT JOIN sealed_day USING (day) GROUP BY day ORDER BY day`,
  )
  return Array.from(days!, (day, i) => ({
    day,
    readings: readings![i]!,
    received: received![i]!,
    sealed: sealed![i]! === 1,
  }))
}

/** Whether it is time to seal the day, or to do so once more. */
export function isDue({ day, readings, sealed, received }: OpenDay, now: Instant): boolean {
  if (now < (day + 1) * DAY + SETTLED) return false
  return !sealed || readings >= AGAIN_READINGS || now - received >= AGAIN_AFTER
}

/**
 * Seals a UTC day, once more when it was before: its counting versions in the order of their series, what they
 * replaced in `revision`, and its cells in the tiers. One transaction; what comes meanwhile stays where it came.
 */
export async function sealDay(connection: DuckDBConnection, day: number): Promise<void> {
  const window = { from: day * DAY, to: (day + 1) * DAY }
  const inDay = `t >= ${window.from} AND t < ${window.to}`
  await connection.run('BEGIN')
  try {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE day_all AS
       SELECT series, t, value, code, received, 1 AS rank, false AS live FROM sealed WHERE ${inDay} UNION ALL
       SELECT series, t, value, code, received, 2, true FROM reading WHERE ${inDay} UNION ALL
       SELECT series, t, value, code, received, 3, live FROM late WHERE ${inDay}`,
    )
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE day_rows AS SELECT series, t, value, code, received FROM day_all
       QUALIFY row_number() OVER (PARTITION BY series, t ORDER BY rank DESC, received DESC, rowid DESC) = 1`,
    )
    await moveRevisions(connection)
    await noteNewest(connection)
    for (const table of ['reading', 'late', 'sealed'])
      await connection.run(`DELETE FROM ${table} WHERE ${inDay}`)
    await connection.run('INSERT INTO sealed SELECT * FROM day_rows ORDER BY series, t')
    await fillTiers(connection, inDay)
    await connection.run(
      `INSERT INTO sealed_day VALUES (${day}, 1) ON CONFLICT (day) DO UPDATE SET revision = sealed_day.revision + 1`,
    )
    await connection.run('COMMIT')
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {})
    throw error
  } finally {
    for (const table of ['day_all', 'day_rows']) await connection.run(`DROP TABLE IF EXISTS ${table}`)
  }
}

/** Versions that differ from the one that counts. */
async function moveRevisions(connection: DuckDBConnection) {
  await connection.run(
    `INSERT INTO revision SELECT a.series, a.t, a.value, a.code, a.received FROM day_all a JOIN day_rows r USING (series, t)
     WHERE a.received <> r.received`,
  )
}

async function noteNewest(connection: DuckDBConnection) {
  await connection.run(
    `INSERT INTO newest SELECT series, max(t), arg_max_null(value, t), arg_max(code, t) FROM day_all WHERE live GROUP BY series
     ON CONFLICT (series) DO UPDATE SET t = excluded.t, value = excluded.value, code = excluded.code WHERE excluded.t > newest.t`,
  )
}

/** The cells of the day's series, each tier out of the one before, where they are far fewer than their readings. */
async function fillTiers(connection: DuckDBConnection, inDay: string) {
  let source = ''
  for (const width of TIERS) {
    const table = tierTable(width)
    await connection.run(`DELETE FROM ${table} WHERE ${inDay}`)
    const dense = `SELECT series FROM day_rows GROUP BY series HAVING count(*) >= ${WORTH} * count(DISTINCT t // ${width})`
    const readings = `SELECT series, t, value, code FROM day_rows WHERE series IN (${dense})`
    const cells =
      source === ''
        ? cellsOfReadings(readings, width)
        : `${cellsOfCells(`${source}`, width)} UNION ALL ${cellsOfReadings(`${readings} AND series NOT IN (SELECT series FROM (${source}))`, width)}`
    await connection.run(`INSERT INTO ${table} SELECT * FROM (${cells}) ORDER BY series, t`)
    source = `SELECT * FROM ${table} WHERE ${inDay}`
  }
}
