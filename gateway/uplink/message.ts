import { type Batch, type Reading, toBatch } from '../../model/reading.ts'
import type { Record } from '../spool/record.ts'

/** Readings as the body of a spool record. */
export function batchBody(readings: readonly Reading[]): Omit<Record, 'seq'> {
  const { points, readings: rows } = toBatch(
    { gateway: '', spool: '', seq: 1, sent: 0, backlog: false },
    readings,
  )
  let from = Number.POSITIVE_INFINITY
  let to = 0
  for (const { at } of readings) {
    from = Math.min(from, at)
    to = Math.max(to, at)
  }
  const body = JSON.stringify({ points, readings: rows }).slice(1, -1)
  return { readings: readings.length, from, to, body: Buffer.from(body) }
}

/** A Batch message: the body stays the bytes it was on disk. */
export function batchMessage(head: Omit<Batch, 'points' | 'readings'>, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(head).slice(0, -1)},`), body, Buffer.from('}')])
}
