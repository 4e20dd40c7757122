import { type Static, Type } from 'typebox'
import type { Quality, QualityCode, Reason } from './quality.ts'
import { encodeQuality, qualityOf, reasonOf } from './quality.ts'
import type { Instant } from './time.ts'

/**
 * One value of one point. `at` is the device's clock (poll time where it has none); `value` is SI, null only when
 * the quality is bad; `received` is when the platform got it, kept so that a replay can show what was known then.
 */
export interface Reading {
  point: string
  at: Instant
  value: number | null
  quality: Quality
  reason?: Reason
  received?: Instant
}

/**
 * Readings of one gateway in one message, on `sp/<site>/up/<zone>/<gateway>`. `spool` names the spool the sequence
 * numbers belong to; a new spool counts from 1 again. `backlog` marks stored-up readings sent after a break.
 */
export const Batch = Type.Object({
  gateway: Type.String({ minLength: 1, maxLength: 96 }),
  spool: Type.String({ minLength: 1, maxLength: 64 }),
  seq: Type.Integer({ minimum: 1 }),
  /** The lowest number the spool still holds: lower ones are stored, or lost and will never come. */
  oldest: Type.Optional(Type.Integer({ minimum: 1 })),
  sent: Type.Number(),
  backlog: Type.Boolean(),
  points: Type.Array(Type.String({ maxLength: 96 }), { maxItems: 10_000 }),
  /** [index into points, device time, value, quality code] */
  readings: Type.Array(
    Type.Tuple([
      Type.Integer({ minimum: 0 }),
      Type.Number(),
      Type.Union([Type.Number(), Type.Null()]),
      Type.Integer({ minimum: 0, maximum: 255 }),
    ]),
    { maxItems: 100_000 },
  ),
})
export type Batch = Static<typeof Batch>

/** How far a gateway's stream is durable, retained on `sp/<site>/stored/<gateway>`: frees its spool up to `seq`. */
export const Stored = Type.Object({ spool: Type.String(), seq: Type.Integer({ minimum: 0 }) })
export type Stored = Static<typeof Stored>

/** Packs readings for the wire; the order is kept. */
export function toBatch(
  head: Pick<Batch, 'gateway' | 'spool' | 'seq' | 'oldest' | 'sent' | 'backlog'>,
  readings: readonly Reading[],
): Batch {
  const index = new Map<string, number>()
  const rows = readings.map(({ point, at, value, quality, reason }): Batch['readings'][number] => {
    let i = index.get(point)
    if (i === undefined) index.set(point, (i = index.size))
    return [i, at, value, encodeQuality(quality, reason)]
  })
  return { ...head, points: [...index.keys()], readings: rows }
}

/** The readings of a batch. A row whose index names no point is left out: `dropped` counts them. */
export function fromBatch(batch: Batch, received: Instant): { readings: Reading[]; dropped: number } {
  const readings: Reading[] = []
  for (const [i, at, value, code] of batch.readings) {
    const point = batch.points[i]
    if (point !== undefined) readings.push(unpack(point, at, value, code, received))
  }
  return { readings, dropped: batch.readings.length - readings.length }
}

function unpack(
  point: string,
  at: Instant,
  value: number | null,
  code: QualityCode,
  received: Instant,
): Reading {
  const quality = value === null ? 'bad' : qualityOf(code)
  const reason = reasonOf(code)
  return reason ? { point, at, value, quality, reason, received } : { point, at, value, quality, received }
}
