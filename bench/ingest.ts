import { batches, singleReadings } from './ingest/intake.ts'
import type { Row } from './row.ts'

/** How fast ingest takes, keeps, detects and answers. Publishers are processes of their own on the same cores. */
export async function run(): Promise<Row[]> {
  const rows: Row[] = []
  for (const part of [singleReadings, batches]) {
    for (const row of await part()) {
      rows.push(row)
      process.stderr.write(`${row.name}: ${row.value} ${row.unit} (${row.goal ?? 'no goal'})\n`)
    }
  }
  return rows
}
