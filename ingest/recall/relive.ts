import type { Detection } from '../../model/detection.ts'
import type { Engine } from '../detectors/engine.ts'
import { decodeEntry } from '../intake/entry.ts'
import type { IntakeLog } from '../intake/log.ts'
import { LATE, type Rows, readingOf } from '../rows.ts'
import { pace } from './pace.ts'

/** What came of it. */
export interface Relived {
  /** Everything before this offset has been shown. */
  end: number
  /** The newest state of each condition that has changed, by kind and subject. */
  changes: Map<string, Detection>
  readings: number
}

export const conditionOf = ({ kind, subject }: Detection) => `${kind}/${subject}`

/**
 * Shows the detectors again what came in from `from` on, in the order in which it came, from the intake log. What a
 * detector has seen already changes nothing.
 */
export async function relive(engine: Engine, log: IntakeLog, from: number): Promise<Relived> {
  const relived: Relived = { end: from, changes: new Map(), readings: 0 }
  const goal = log.end
  const turn = pace()
  for await (const { record, end } of log.read(from)) {
    const rows = rowsIn(record)
    for (let i = 0; i < rows.length; i++) {
      const news = engine.again(readingOf(rows, i), (rows.flags[i]! & LATE) === 0)
      for (const detection of news) relived.changes.set(conditionOf(detection), detection)
      if (i % 128 === 0) await turn()
    }
    relived.readings += rows.length
    relived.end = end
  }
  // A damaged stretch has no records, and is not waited for.
  relived.end = Math.max(relived.end, goal)
  return relived
}

const NOTHING: Pick<Rows, 'length'> & Rows = {
  length: 0,
  names: [],
  point: new Uint32Array(),
  at: new Float64Array(),
  value: new Float64Array(),
  code: new Uint8Array(),
  received: new Float64Array(),
  flags: new Uint8Array(),
}

/** A record that cannot be read is said by the feed. */
function rowsIn(record: Buffer): Rows {
  try {
    return decodeEntry(record).rows
  } catch {
    return NOTHING
  }
}
