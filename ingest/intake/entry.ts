import { bytesOf, ROW_BYTES, type Rows, rowsFor } from '../rows.ts'

/** What one message brought, judged: a record of the intake log. */
export interface Entry {
  /** Where it stands in a gateway's numbered stream; absent for devices that publish themselves. */
  from?: { gateway: string; spool: string; seq: number; oldest?: number }
  rows: Rows
}

const VERSION = 1

/** An entry as bytes. Self-contained: it names its points. */
export function encodeEntry({ from, rows }: Entry): Buffer {
  const names = Buffer.from(JSON.stringify([from ?? null, rows.names]))
  const n = rows.length
  const buffer = Buffer.allocUnsafe(9 + names.length + n * ROW_BYTES)
  buffer.writeUInt8(VERSION, 0)
  buffer.writeUInt32LE(names.length, 1)
  buffer.writeUInt32LE(n, 5)
  names.copy(buffer, 9)
  let o = 9 + names.length
  const all = bytesOf(rows)
  if (all) {
    buffer.set(all, o)
    return buffer
  }
  for (const column of [rows.at, rows.value, rows.received, rows.point, rows.code, rows.flags]) {
    const bytes = n * column.BYTES_PER_ELEMENT
    buffer.set(new Uint8Array(column.buffer, column.byteOffset, bytes), o)
    o += bytes
  }
  return buffer
}

/** The entry in the bytes; throws RangeError when they are not one (a log written by another version). */
export function decodeEntry(bytes: Buffer): Entry {
  if (bytes.length < 9 || bytes[0] !== VERSION) throw new RangeError(`unknown record version ${bytes[0]}`)
  const namesLength = bytes.readUInt32LE(1)
  const n = bytes.readUInt32LE(5)
  if (bytes.length !== 9 + namesLength + n * ROW_BYTES) throw new RangeError('record of a wrong length')
  const [from, names] = JSON.parse(bytes.toString('utf8', 9, 9 + namesLength)) as [
    Entry['from'] | null,
    string[],
  ]
  const rows = rowsFor(n)
  rows.length = n
  rows.names = names
  bytesOf(rows)!.set(bytes.subarray(9 + namesLength))
  return from ? { from, rows } : { rows }
}
