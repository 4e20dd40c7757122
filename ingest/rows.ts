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

/** Empty columns with room for `capacity` rows. */
export function rowsFor(capacity: number): Rows {
  return {
    length: 0,
    names: [],
    point: new Uint32Array(capacity),
    at: new Float64Array(capacity),
    value: new Float64Array(capacity),
    code: new Uint8Array(capacity),
    received: new Float64Array(capacity),
    flags: new Uint8Array(capacity),
  }
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
    all.at.set(part.at.subarray(0, part.length), from)
    all.value.set(part.value.subarray(0, part.length), from)
    all.code.set(part.code.subarray(0, part.length), from)
    all.received.set(part.received.subarray(0, part.length), from)
    all.flags.set(part.flags.subarray(0, part.length), from)
    all.length += part.length
  }
  return all
}
