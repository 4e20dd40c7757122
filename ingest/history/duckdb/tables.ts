import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { CELL_TABLE } from './cells.ts'
import type { WorkerOptions } from './protocol.ts'

const ROW = 'series INTEGER, t BIGINT, value DOUBLE, code UTINYINT, received BIGINT'

/** Widths of the downsampled tiers, ms: 1 minute, 15 minutes, 1 hour. */
export const TIERS = [60_000, 900_000, 3_600_000] as const
export const tierTable = (width: number) => `tier_${width / 1_000}`

/**
 * `reading` holds what came in its order: one row a point and time. `late` holds everything else (late, corrected,
 * ahead of its time): its newest version of a point and time counts before `reading` and `sealed`. A day that is
 * over is sealed: its counting versions go to `sealed` in the order of their series, older versions to `revision`,
 * its summaries to the tiers. `newest` is the newest sealed reading of each series that was not ahead of its time.
 */
const TABLES = [
  'CREATE TABLE IF NOT EXISTS point (series INTEGER PRIMARY KEY, name VARCHAR NOT NULL)',
  `CREATE TABLE IF NOT EXISTS reading (${ROW})`,
  `CREATE TABLE IF NOT EXISTS late (${ROW}, live BOOLEAN)`,
  `CREATE TABLE IF NOT EXISTS sealed (${ROW})`,
  `CREATE TABLE IF NOT EXISTS revision (${ROW})`,
  'CREATE TABLE IF NOT EXISTS newest (series INTEGER PRIMARY KEY, t BIGINT, value DOUBLE, code UTINYINT)',
  'CREATE TABLE IF NOT EXISTS sealed_day (day INTEGER PRIMARY KEY, revision INTEGER)',
  ...TIERS.map(width => `CREATE TABLE IF NOT EXISTS ${tierTable(width)} (${CELL_TABLE})`),
  'CREATE TABLE IF NOT EXISTS detection (n BIGINT, condition VARCHAR, start BIGINT, t BIGINT, active BOOLEAN, retrospective BOOLEAN, body VARCHAR)',
  'CREATE TABLE IF NOT EXISTS mark (name VARCHAR PRIMARY KEY, v BIGINT)',
]

export interface Database {
  writer: DuckDBConnection
  connect(): Promise<DuckDBConnection>
  /** Ids of the points' names; grows. */
  series: Map<string, number>
  names: string[]
  /** Newest time of each series among what came in its order, by series id. */
  newest: Map<number, number>
  nextDetection: number
  close(): void
}

export async function openDatabase({ file, memoryMib, threads }: WorkerOptions): Promise<Database> {
  const instance = await DuckDBInstance.create(file, {
    threads: String(threads),
    memory_limit: `${memoryMib}MiB`,
    // A checkpoint stops the writer for as long as it takes; larger, rarer ones cost less in sum.
    checkpoint_threshold: '64MiB',
    preserve_insertion_order: 'true',
  })
  const writer = await instance.connect()
  for (const table of TABLES) await writer.run(table)
  const series = new Map<string, number>()
  const names: string[] = []
  const points = await writer.runAndReadAll('SELECT series, name FROM point ORDER BY series')
  for (const [id, name] of points.getRowsJS() as [number, string][]) {
    series.set(name, id)
    names[id] = name
  }
  const newest = new Map<number, number>()
  const last = await writer.runAndReadAll(
    'SELECT series, max(t)::DOUBLE FROM (SELECT series, t FROM reading UNION ALL SELECT series, t FROM newest) GROUP BY series',
  )
  for (const [id, t] of last.getRowsJS() as [number, number][]) newest.set(id, t)
  const detections = await writer.runAndReadAll('SELECT coalesce(max(n), 0)::DOUBLE FROM detection')
  return {
    writer,
    connect: () => instance.connect(),
    series,
    names,
    newest,
    nextDetection: (detections.getRowsJS()[0]![0] as number) + 1,
    close() {
      writer.closeSync()
      instance.closeSync()
    },
  }
}

/** A mark kept with the data, e.g. how far the intake log has been taken over. */
export async function readMark(connection: DuckDBConnection, name: string): Promise<number | undefined> {
  const rows = await connection.runAndReadAll('SELECT v::DOUBLE FROM mark WHERE name = $1', [name])
  return rows.getRowsJS()[0]?.[0] as number | undefined
}
