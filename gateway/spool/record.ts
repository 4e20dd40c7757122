import { crc32 } from 'node:zlib'
import type { Instant } from '../../model/time.ts'

/** One batch on disk: its number, what it holds, and its body as it will go over the wire. */
export interface Record {
  seq: number
  readings: number
  /** Oldest and newest device time in it. */
  from: Instant
  to: Instant
  /** JSON of `points` and `readings`, without the outer braces. */
  body: Buffer
}

/*
 * magic 4 · crc 4 (over all that follows) · body length 4 · readings 4 · seq 8 · from 8 · to 8 · body
 * All little-endian; numbers of 8 bytes are doubles, exact to 2^53.
 */
const MAGIC = 0x53504231
export const HEADER = 40
const MOST_BODY = 64 * 1024 * 1024

/** The record as bytes to be appended in one write. */
export function encodeRecord({ seq, readings, from, to, body }: Record): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER + body.length)
  bytes.writeUInt32LE(MAGIC, 0)
  bytes.writeUInt32LE(body.length, 8)
  bytes.writeUInt32LE(readings, 12)
  bytes.writeDoubleLE(seq, 16)
  bytes.writeDoubleLE(from, 24)
  bytes.writeDoubleLE(to, 32)
  body.copy(bytes, HEADER)
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4)
  return bytes
}

/** Every whole record in a segment's bytes, with where it ends. Damaged stretches are passed over and counted. */
export function decodeRecords(bytes: Buffer): { records: (Record & { end: number })[]; damaged: number } {
  const records: (Record & { end: number })[] = []
  let damaged = 0
  let at = 0
  while (at < bytes.length) {
    const record = recordAt(bytes, at)
    if (record) {
      records.push(record)
      at = record.end
      continue
    }
    const next = nextMagic(bytes, at + 1)
    damaged += next - at
    at = next
  }
  return { records, damaged }
}

function recordAt(bytes: Buffer, at: number): (Record & { end: number }) | undefined {
  if (at + HEADER > bytes.length || bytes.readUInt32LE(at) !== MAGIC) return undefined
  const length = bytes.readUInt32LE(at + 8)
  const end = at + HEADER + length
  if (length > MOST_BODY || end > bytes.length) return undefined
  if (crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32LE(at + 4)) return undefined
  return {
    seq: bytes.readDoubleLE(at + 16),
    readings: bytes.readUInt32LE(at + 12),
    from: bytes.readDoubleLE(at + 24),
    to: bytes.readDoubleLE(at + 32),
    body: bytes.subarray(at + HEADER, end),
    end,
  }
}

const MAGIC_BYTES = Buffer.alloc(4)
MAGIC_BYTES.writeUInt32LE(MAGIC)

function nextMagic(bytes: Buffer, from: number): number {
  const found = bytes.indexOf(MAGIC_BYTES, from)
  return found < 0 ? bytes.length : found
}
