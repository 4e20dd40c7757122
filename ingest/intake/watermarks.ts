import type { Stored } from '../../model/reading.ts'
import type { Entry } from './entry.ts'

/** One gateway's numbered stream: everything up to `seq` is stored, and beyond it the ranges in `ahead`. */
interface Stream {
  spool: string
  seq: number
  /** Stored numbers beyond a hole, ascending, apart: [first, last]. */
  ahead: [number, number][]
}

const MOST_RANGES = 10_000

/** How far each gateway's stream is durable: tells resends from news, and what a gateway may forget. */
export interface Watermarks {
  has(gateway: string, spool: string, seq: number): boolean
  /**
   * Notes a durable batch. `oldest` is the oldest number the gateway still holds: whatever is before it will never
   * come. True when the watermark moved.
   */
  note(batch: NonNullable<Entry['from']>): boolean
  stored(gateway: string): Stored | undefined
  gateways(): string[]
  toJSON(): Record<string, Stream>
}

/** Watermarks, continued from what `toJSON` once gave. */
export function watermarks(saved: Record<string, Stream> = {}): Watermarks {
  const streams = new Map(Object.entries(structuredClone(saved)))
  return {
    has(gateway, spool, seq) {
      const stream = streams.get(gateway)
      if (stream?.spool !== spool) return false
      return seq <= stream.seq || stream.ahead.some(([first, last]) => seq >= first && seq <= last)
    },
    note({ gateway, spool, seq, oldest }) {
      let stream = streams.get(gateway)
      const before = stream?.spool === spool ? stream.seq : -1
      if (stream?.spool !== spool) {
        // Of a stream first seen in its middle, only what came is known to be here.
        stream = { spool, seq: (oldest ?? seq) - 1, ahead: [] }
        streams.set(gateway, stream)
      }
      if (oldest !== undefined) stream.seq = Math.max(stream.seq, oldest - 1)
      if (seq > stream.seq) insert(stream.ahead, seq)
      absorb(stream)
      return stream.seq !== before
    },
    stored(gateway) {
      const stream = streams.get(gateway)
      return stream && { spool: stream.spool, seq: stream.seq }
    },
    gateways: () => [...streams.keys()],
    toJSON: () => Object.fromEntries(streams),
  }
}

function insert(ranges: [number, number][], seq: number) {
  let i = ranges.length
  while (i > 0 && ranges[i - 1]![0] > seq) i--
  const left = ranges[i - 1]
  if (left && seq <= left[1]) return
  ranges.splice(i, 0, [seq, seq])
  const right = ranges[i + 1]
  if (right && right[0] === seq + 1) ranges.splice(i, 2, [seq, right[1]])
  if (left && left[1] === seq - 1) ranges.splice(i - 1, 2, [left[0], ranges[i]![1]])
  if (ranges.length > MOST_RANGES) ranges.shift()
}

function absorb(stream: Stream) {
  while (stream.ahead[0] && stream.ahead[0][0] <= stream.seq + 1) {
    stream.seq = Math.max(stream.seq, stream.ahead[0][1])
    stream.ahead.shift()
  }
}
