import { Compile } from 'typebox/compile'
import { encodeQuality } from '../../model/quality.ts'
import { Batch, type Reading } from '../../model/reading.ts'
import type { Instant } from '../../model/time.ts'
import type { BusMessage } from '../../runtime/bus.ts'
import { IMPOSSIBLE_TIME, type QualityEngine, RESENT, UNKNOWN_POINT } from '../quality/engine.ts'
import { LATE, type Rows, rowsFor } from '../rows.ts'
import { type Entry, encodeEntry } from './entry.ts'
import type { IntakeLog } from './log.ts'
import type { Fault, Quarantine } from './quarantine.ts'
import type { Watermarks } from './watermarks.ts'

const BatchCheck = Compile(Batch)

export interface DoorOptions {
  log: IntakeLog
  quality: QualityEngine
  quarantine: Quarantine
  watermarks: Watermarks
  messageBytes: number
  now(): Instant
  /** Told of every entry once it is durable, in the order of the log. */
  onAccepted(entry: Entry, end: number): void
  /** A gateway's batch is durable, now or since long ago: it may be told. */
  onStored(gateway: string): void
  count(what: Counted, n: number): void
}

export type Counted =
  | 'messages'
  | 'readings'
  | 'quarantined'
  | 'resent-batches'
  | 'resent-readings'
  | 'refused'

/**
 * Where messages become durable. The promises resolve when the message may be acknowledged: it is in the intake log,
 * or it is known already, or it can never be used and its trace is in quarantine. They reject when it could not be
 * written: the sender keeps it.
 */
export interface Door {
  takeBatch(message: BusMessage): Promise<void>
  /** Readings of a device that publishes by itself; `backlog` is what it marked as history. */
  takeReadings(source: string, readings: readonly Reading[], backlog?: readonly Reading[]): Promise<void>
  refuse(fault: Fault, source: string, detail: string, payload: Uint8Array | string): void
}

export function createDoor(options: DoorOptions): Door {
  const { log, quality, quarantine, watermarks, messageBytes, now, onAccepted, onStored, count } = options
  const writing = new Map<string, Promise<void>>()

  const refuse: Door['refuse'] = (fault, source, detail, payload) => {
    count('quarantined', 1)
    quarantine.put(fault, source, detail, payload, now())
  }

  const write = async (entry: Entry): Promise<void> => {
    let end: number
    try {
      end = await log.append(encodeEntry(entry))
    } catch (error) {
      // They will come again and must not look like resends then.
      for (const name of entry.rows.names) quality.forget(name)
      count('refused', 1)
      throw error
    }
    if (entry.from) watermarks.note(entry.from)
    count('readings', entry.rows.length)
    onAccepted(entry, end)
    if (entry.from) onStored(entry.from.gateway)
  }

  const judgeBatch = (batch: Batch, topic: string): Rows => {
    const received = now()
    const rows = rowsFor(batch.readings.length)
    const index = new Int32Array(batch.points.length).fill(-1)
    let resent = 0
    for (const reading of batch.readings) {
      const i = reading[0]
      const rawAt = reading[1]
      const rawValue = reading[2]
      const rawCode = reading[3]
      const point = batch.points[i]
      if (point === undefined) {
        refuse('row-without-point', topic, `a reading names point ${i} of ${batch.points.length}`, '')
        continue
      }
      const at = Math.round(rawAt)
      const value = rawValue !== null && Number.isFinite(rawValue) ? rawValue : Number.NaN
      const judged = quality.judge(point, at, value, rawCode, received)
      if (judged < 0) {
        if (judged === RESENT) resent++
        else refuse(faultOf(judged), point, `${topic}: ${rawAt} ${rawValue} ${rawCode}`, '')
        continue
      }
      if (index[i] === -1) index[i] = rows.names.push(point) - 1
      put(rows, index[i]!, at, value, judged, received)
    }
    if (resent > 0) count('resent-readings', resent)
    return rows
  }

  const judgeReadings = (source: string, readings: readonly Reading[], backlog: readonly Reading[]): Rows => {
    const received = now()
    const rows = rowsFor(readings.length + backlog.length)
    const index = new Map<string, number>()
    const take = (reading: Reading, flags: number) => {
      const { point, quality: grade, reason } = reading
      const at = Math.round(reading.at)
      const value = reading.value !== null && Number.isFinite(reading.value) ? reading.value : Number.NaN
      const judged = quality.judge(point, at, value, encodeQuality(grade, reason), received)
      if (judged === RESENT) return count('resent-readings', 1)
      if (judged < 0) return refuse(faultOf(judged), point, `${source}: ${reading.at} ${reading.value}`, '')
      let i = index.get(point)
      if (i === undefined) index.set(point, (i = rows.names.push(point) - 1))
      put(rows, i, at, value, judged | (flags << 8), received)
    }
    for (const reading of backlog) take(reading, LATE)
    for (const reading of readings) take(reading, 0)
    return rows
  }

  return {
    refuse,
    takeBatch(message) {
      count('messages', 1)
      const { topic, payload } = message
      const batch = parse(payload, topic, messageBytes, refuse)
      if (!batch) return Promise.resolve()
      const { gateway, spool, seq } = batch
      const key = `${seq} ${spool} ${gateway}`
      const known = writing.get(key)
      if (known) return known
      if (watermarks.has(gateway, spool, seq)) {
        count('resent-batches', 1)
        onStored(gateway)
        return Promise.resolve()
      }
      const rows = judgeBatch(batch, topic)
      const from = { gateway, spool, seq, ...(batch.oldest === undefined ? {} : { oldest: batch.oldest }) }
      const done = write({ from, rows }).finally(() => writing.delete(key))
      writing.set(key, done)
      return done
    },
    takeReadings(source, readings, backlog = []) {
      count('messages', 1)
      const rows = judgeReadings(source, readings, backlog)
      return rows.length === 0 ? Promise.resolve() : write({ rows })
    },
  }
}

const faultOf = (judged: number): Fault =>
  judged === UNKNOWN_POINT ? 'unknown-point' : judged === IMPOSSIBLE_TIME ? 'time-impossible' : 'undecodable'

function put(rows: Rows, point: number, at: number, value: number, judged: number, received: number) {
  const n = rows.length++
  rows.point[n] = point
  rows.at[n] = at
  rows.value[n] = value
  rows.code[n] = judged & 255
  rows.flags[n] = judged >> 8
  rows.received[n] = received
}

function parse(payload: Uint8Array, topic: string, limit: number, refuse: Door['refuse']): Batch | undefined {
  if (payload.length > limit) {
    refuse('too-large', topic, `${payload.length} bytes; at most ${limit} are taken`, payload)
    return undefined
  }
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'))
  } catch (error) {
    refuse('not-json', topic, (error as Error).message, payload)
    return undefined
  }
  if (BatchCheck.Check(value)) return value
  const first = BatchCheck.Errors(value)[0]
  refuse(
    'not-a-batch',
    topic,
    first ? `${first.instancePath || 'message'} ${first.message}` : 'wrong form',
    payload,
  )
  return undefined
}
