import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../../model/time.ts'

/** One file of a spool. */
export interface Segment {
  name: string
  /** Number of its first batch. */
  first: number
  bytes: number
  /** Newest device time in it; 0 while that has not been looked up. */
  newest: Instant
  /** Device time of the first batch this life put in; 0 for none. */
  began: Instant
  /** Batches in it that cannot be read, as far as it has been looked at. */
  damaged?: number
}

/** File name of the segment that begins with this number; sorts in number order. */
export function segmentName(first: number): string {
  return `${String(first).padStart(16, '0')}.spool`
}

/** The segments of a folder in order. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const names = (await readdir(folder)).filter(name => /^\d{16}\.spool$/.test(name)).sort()
  return Promise.all(
    names.map(async name => {
      const { size } = await stat(join(folder, name))
      return { name, first: Number(name.slice(0, 16)), bytes: size, newest: 0, began: 0 }
    }),
  )
}
