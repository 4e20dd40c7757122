import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openHistory } from '../../ingest/history/open.ts'
import { rowsOf } from '../../ingest/rows.ts'
import type { Reading } from '../../model/reading.ts'
import type { Site } from '../../runtime/site/site.ts'

/** Readings to one append: large enough for a columnar store, small enough for memory. */
const BLOCK = 100_000

/**
 * Writes what was known of a town before the platform met it into its history, so that detectors know on the first
 * day what is usual. Must run before ingest opens the history. Returns how many readings there were.
 */
export async function rememberPast(
  past: Iterable<Reading[]>,
  site: Site,
  ingestFolder: string,
): Promise<number> {
  const blocks = past[Symbol.iterator]()
  let next = blocks.next()
  if (next.done) return 0
  await mkdir(join(ingestFolder, 'history'), { recursive: true })
  const history = await openHistory(site.config.history, ingestFolder)
  let readings = 0
  try {
    while (!next.done) {
      const block: Reading[] = []
      for (; !next.done && block.length < BLOCK; next = blocks.next())
        for (const reading of next.value) block.push(reading)
      if (block.length > 0) await history.append(rowsOf(block), 0)
      readings += block.length
    }
  } finally {
    await history.close()
  }
  return readings
}
