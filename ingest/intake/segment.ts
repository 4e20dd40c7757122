import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

/** Bytes before each record: its length and its CRC-32. */
export const HEAD = 8
const CHUNK = 1 << 20

/** A file of the log, named by the offset in the whole log at which it begins. */
export const segmentName = (start: number) => `${String(start).padStart(16, '0')}.log`

/** Offsets at which the log's files begin, in order. */
export async function segmentsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names
    .filter(name => /^\d{16}\.log$/.test(name))
    .map(name => Number(name.slice(0, 16)))
    .sort((a, b) => a - b)
}

/** Records as they stand in a file: each after its length and check sum. */
export function bytesOfRecords(records: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.allocUnsafe(records.reduce((sum, { length }) => sum + HEAD + length, 0))
  let o = 0
  for (const record of records) {
    o = bytes.writeUInt32LE(record.length, o)
    o = bytes.writeUInt32LE(crc32(record), o)
    bytes.set(record, o)
    o += record.length
  }
  return bytes
}

export interface LogRecord {
  record: Buffer
  /** Offset in the whole log just after this record. */
  end: number
}

const lost = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ENOENT') throw error
  return undefined
}

/**
 * The sound records of a file from offset `from` to `until`; stops without a word at the first that is torn or
 * does not fit its check sum, and gives none of a file that is gone.
 */
export async function* readSegment(
  folder: string,
  start: number,
  from: number,
  until: number,
): AsyncGenerator<LogRecord> {
  const file = await open(join(folder, segmentName(start)), 'r').catch(lost)
  if (!file) return
  try {
    let held = Buffer.alloc(0)
    let at = from
    let next = from - start
    while (at < until) {
      const need = held.length < HEAD ? HEAD : HEAD + held.readUInt32LE(0)
      if (need > HEAD && need > until - at) return
      if (held.length < need || held.length < HEAD) {
        const chunk = Buffer.allocUnsafe(Math.max(CHUNK, need - held.length))
        const { bytesRead } = await file.read(chunk, 0, chunk.length, next)
        if (bytesRead === 0) return
        next += bytesRead
        held = Buffer.concat([held, chunk.subarray(0, bytesRead)])
        continue
      }
      const record = held.subarray(HEAD, need)
      if (crc32(record) !== held.readUInt32LE(4)) return
      at += need
      held = held.subarray(need)
      yield { record, end: at }
    }
  } finally {
    await file.close()
  }
}
