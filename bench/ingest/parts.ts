import type { Row } from '../row.ts'
import { influx } from './influx.ts'
import { batches, singles } from './intake.ts'
import { live } from './live.ts'
import { questions } from './questions.ts'
import { restart } from './restart.ts'
import { storm } from './storm.ts'

/** What can be run alone, in the order of the whole run. */
export const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  singles,
  batches,
  influx,
  live,
  storm,
  questions,
  restart,
}
