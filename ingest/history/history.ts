import type { Detection } from '../../model/detection.ts'
import type { LiveValue } from '../../model/live.ts'
import type { Reading } from '../../model/reading.ts'
import type { Instant } from '../../model/time.ts'
import type { Rows } from '../rows.ts'

export interface SeriesQuery {
  points: readonly string[]
  /** Device time, from inclusive, to exclusive. */
  from: Instant
  to: Instant
  /** Width of the drawing; decides the interval. Absent: every reading. */
  px?: number
  /** Only what had been received by then. */
  asKnownAt?: Instant
  signal?: AbortSignal
}

/** One point's course as columns. NaN stands for no value. */
export interface Series {
  point: string
  /** raw: every reading. m4: first, lowest, highest and last reading of each interval. */
  mode: 'raw' | 'm4'
  at: Float64Array
  value: Float64Array
  /** Quality codes. */
  quality: Uint8Array
  /** Readings that stand behind these rows. */
  rawCount: number
}

export interface SeriesAnswer {
  from: Instant
  to: Instant
  /** Width of the reduction, ms; 0 when every series is raw. */
  interval: number
  series: Series[]
}

export interface SummaryQuery {
  /** All when left out. */
  points?: readonly string[]
  from: Instant
  to: Instant
  /** ms; intervals are counted from the epoch. */
  width: number
  signal?: AbortSignal
}

/** One row an interval and point, by point and time; rows without a reading are left out. */
export interface Summaries {
  length: number
  names: string[]
  /** Index into `names`. */
  point: Uint32Array
  /** Beginning of the interval. */
  at: Float64Array
  count: Float64Array
  /** Readings of good quality. */
  good: Float64Array
  /** NaN where no reading had a value. */
  mean: Float64Array
  min: Float64Array
  max: Float64Array
}

/** The last reading of each interval, by point and time. */
export interface Steps {
  length: number
  names: string[]
  /** Index into `names`. */
  point: Uint32Array
  /** Beginning of the interval. */
  at: Float64Array
  /** NaN for none */
  value: Float64Array
  quality: Uint8Array
}

/**
 * Stored readings and detections. The same point and time again is a new version: the newest received counts, the
 * older ones answer `asKnownAt`. Errors have the codes `history-down` (try again), `history-query` (never will) and
 * `aborted`.
 */
export interface History {
  readonly store: string
  /**
   * Stores rows; durable when it resolves. A rejection means nothing or a part was stored: append the same rows
   * again, which changes nothing that was stored. `upTo` is remembered together with the rows.
   * @returns what the store refused for good, with its reason
   */
  append(rows: Rows, upTo: number): Promise<Refused[]>
  /** The newest `upTo` that is durable; undefined in an empty store or one that cannot know. */
  position(): Promise<number | undefined>
  series(query: SeriesQuery): Promise<SeriesAnswer>
  /** Counts, means and extremes of intervals. */
  summaries(query: SummaryQuery): Promise<Summaries>
  /** The last reading of each point before `at` and not older than `lookBack` ms, as known then. */
  states(at: Instant, lookBack: number, asKnownAt?: Instant, signal?: AbortSignal): Promise<LiveValue[]>
  /** Of how many intervals of `width` ms each of these points has a good reading. */
  coverage(
    points: readonly string[],
    from: Instant,
    to: Instant,
    width: number,
    signal?: AbortSignal,
  ): Promise<Map<string, number>>
  /**
   * The last reading of each interval of `width` ms of all points.
   * @param within only what had been received this long (ms) after it was measured: as a watcher of then saw it
   */
  steps(from: Instant, to: Instant, width: number, within?: number, signal?: AbortSignal): Promise<Steps>
  /** The newest reading of every point that is not ahead of its time (LATE rows never count). */
  latest(): Promise<LiveValue[]>
  /** Newest versions in device-time order, in blocks; for warming up and replaying. All points when not named. */
  readings(from: Instant, to: Instant, points?: readonly string[]): AsyncIterable<Reading[]>
  appendDetections(detections: readonly Detection[]): Promise<void>
  /** Detections whose spell touches the period, in the order of their device time; the newest `most` of them. */
  detections(from: Instant, to: Instant, signal?: AbortSignal, most?: number): Promise<Detection[]>
  /** The newest state of each condition. */
  conditions(): Promise<Detection[]>
  /**
   * Housekeeping: seals days that are over, makes their summaries, lets go of what is older than the retention.
   * Everything else goes on meanwhile. Call it about once an hour; a store that does this itself does nothing.
   */
  maintain(now: Instant, retentionDays?: number): Promise<void>
  /** Writes a complete copy to a new file while everything goes on. Absent where the server has its own way. */
  backup?(file: string): Promise<void>
  close(): Promise<void>
}

export interface Refused {
  line: string
  reason: string
}
