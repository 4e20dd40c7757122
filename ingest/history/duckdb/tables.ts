import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { WorkerOptions } from './protocol.ts'

/**
 * `reading` holds what came in its order: one row a point and time, ever growing. `late` holds everything else
 * (late, corrected, ahead of its time); its newest version of a point and time counts before `reading`.
 */
const TABLES = [
  'CREATE TABLE IF NOT EXISTS point (series INTEGER PRIMARY KEY, name VARCHAR NOT NULL)',
  'CREATE TABLE IF NOT EXISTS reading (series INTEGER, t BIGINT, value DOUBLE, code UTINYINT, received BIGINT)',
  'CREATE TABLE IF NOT EXISTS late (series INTEGER, t BIGINT, value DOUBLE, code UTINYINT, received BIGINT, live BOOLEAN)',
  'CREATE TABLE IF NOT EXISTS detection (n BIGINT, condition VARCHAR, start BIGINT, t BIGINT, active BOOLEAN, retrospective BOOLEAN, body VARCHAR)',
  'CREATE TABLE IF NOT EXISTS mark (name VARCHAR PRIMARY KEY, v BIGINT)',
]

export interface Database {
  writer: DuckDBConnection
  connect(): Promise<DuckDBConnection>
  /** Ids of the points' names; grows. */
  series: Map<string, number>
  names: string[]
  /** Newest time of each series in `reading`, by series id. */
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
  const last = await writer.runAndReadAll('SELECT series, max(t)::DOUBLE FROM reading GROUP BY series')
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
