import { encodeQuality, qualityOf, reasonOf } from '../model/quality.ts'
import type { Reading } from '../model/reading.ts'

/** What a row may do besides being remembered. */
export const LATE = 1

/**
 * Readings as columns: what travels between the intake log, the workers and the stores, because a million small
 * objects a second is what a process cannot afford. `value` NaN stands for none. `names[point[i]]` is the point.
 */
export interface Rows {
  length: number
  names: string[]
  point: Uint32Array
  at: Float64Array
  value: Float64Array
  code: Uint8Array
  received: Float64Array
  /** LATE: history only, never live. */
  flags: Uint8Array
}

/** Bytes of a row over all its columns. */
export const ROW_BYTES = 8 + 8 + 8 + 4 + 1 + 1
/** Small blocks share a buffer: most messages of meters bring one row, and buffers of their own are dear. */
const SHARED = 64 * 1024
const SMALL = SHARED / 16
let shared = new ArrayBuffer(0)
let used = 0

/** Empty columns with room for `capacity` rows, one after the other: at, value, received, point, code, flags. */
export function rowsFor(capacity: number): Rows {
  const [buffer, from] = room(capacity * ROW_BYTES)
  return {
    length: 0,
    names: [],
    at: new Float64Array(buffer, from, capacity),
    value: new Float64Array(buffer, from + 8 * capacity, capacity),
    received: new Float64Array(buffer, from + 16 * capacity, capacity),
    point: new Uint32Array(buffer, from + 24 * capacity, capacity),
    code: new Uint8Array(buffer, from + 28 * capacity, capacity),
    flags: new Uint8Array(buffer, from + 29 * capacity, capacity),
  }
}

function room(bytes: number): [ArrayBuffer, number] {
  if (bytes > SMALL) return [new ArrayBuffer(bytes), 0]
  const from = Math.ceil(used / 8) * 8
  used = from + bytes
  if (used <= shared.byteLength) return [shared, from]
  shared = new ArrayBuffer(SHARED)
  used = bytes
  return [shared, 0]
}

/** The bytes of all columns in the order of `rowsFor`; undefined when they are not full, and so not together. */
export function bytesOf({ length, at, flags }: Rows): Uint8Array | undefined {
  const together = flags.buffer === at.buffer && flags.byteOffset === at.byteOffset + 29 * length
  return together && at.length === length
    ? new Uint8Array(at.buffer, at.byteOffset, length * ROW_BYTES)
    : undefined
}

/** Row `i` as a reading. */
export function readingOf(rows: Rows, i: number): Reading {
  const code = rows.code[i]!
  const value = rows.value[i]!
  const missing = Number.isNaN(value)
  const reading: Reading = {
    point: rows.names[rows.point[i]!]!,
    at: rows.at[i]!,
    value: missing ? null : value,
    quality: missing ? 'bad' : qualityOf(code),
    received: rows.received[i]!,
  }
  const reason = reasonOf(code)
  if (reason) reading.reason = reason
  return reading
}

/** Readings as columns. One without a `received` was received at its own time. */
export function rowsOf(readings: readonly Reading[]): Rows {
  const rows = rowsFor(readings.length)
  const index = new Map<string, number>()
  for (const [i, reading] of readings.entries()) {
    let point = index.get(reading.point)
    if (point === undefined) {
      index.set(reading.point, (point = index.size))
      rows.names.push(reading.point)
    }
    rows.point[i] = point
    rows.at[i] = reading.at
    rows.value[i] = reading.value ?? Number.NaN
    rows.code[i] = encodeQuality(reading.quality, reading.reason)
    rows.received[i] = reading.received ?? reading.at
  }
  rows.length = readings.length
  return rows
}

/** One block of columns out of many, for stores that like few large appends. */
export function concatRows(parts: readonly Rows[]): Rows {
  if (parts.length === 1) return parts[0]!
  const all = rowsFor(parts.reduce((sum, part) => sum + part.length, 0))
  const index = new Map<string, number>()
  for (const part of parts) {
    const map = part.names.map(name => {
      let point = index.get(name)
      if (point === undefined) {
        index.set(name, (point = index.size))
        all.names.push(name)
      }
      return point
    })
    const from = all.length
    for (let i = 0; i < part.length; i++) all.point[from + i] = map[part.point[i]!]!
    for (const column of COLUMNS) copy(part[column], all[column], from, part.length)
    all.length += part.length
  }
  return all
}

/** Rows of a short piece. */
const FEW = 64
const COLUMNS = ['at', 'value', 'code', 'received', 'flags'] as const

function copy(
  column: Float64Array | Uint8Array,
  to: Float64Array | Uint8Array,
  from: number,
  length: number,
) {
  // A view of a short piece costs more than the piece.
  if (length > FEW) to.set(column.subarray(0, length), from)
  else for (let i = 0; i < length; i++) to[from + i] = column[i]!
}
