import type { LiveValue } from '../../../model/live.ts'
import { NOTHING_KNOWN, type ReplayChunk } from '../../../model/replay-chunk.ts'
import { HOUR, type Instant, MINUTE, SECOND } from '../../../model/time.ts'
import type { Span } from './span.ts'

/** How fine a stretch of the past is played, and how long each piece of it is, ms. */
export interface Grain {
  step: number
  length: number
}

const GRAINS: readonly (Grain & { upTo: number })[] = [
  { upTo: HOUR, step: 10 * SECOND, length: 10 * MINUTE },
  { upTo: 24 * HOUR, step: MINUTE, length: HOUR },
  { upTo: Number.POSITIVE_INFINITY, step: 10 * MINUTE, length: 12 * HOUR },
]

/** The grain that a stretch of this length is played in. */
export const grainOf = (length: number): Grain => GRAINS.find(({ upTo }) => length <= upTo)!

/** Where the pieces begin that cover a stretch; those nearest to `at` first, since they are looked at first. */
export function piecesOf({ from, to }: Span, { length }: Grain, at: Instant): Instant[] {
  const starts: Instant[] = []
  for (let start = Math.floor(from / length) * length; start < to; start += length) starts.push(start)
  const away = (start: Instant) => Math.abs(start + length / 2 - at)
  return starts.sort((a, b) => away(a) - away(b))
}

/** Pieces kept: two days in hours. */
const MOST = 50

interface Piece {
  from: Instant
  step: number
  steps: number
  values: Float32Array
  codes: Uint8Array
}

/** Pieces of the past for the points that screens show: in memory, so that moving about in it asks nobody. */
export class Chunks {
  readonly #points: readonly string[]
  readonly #row: ReadonlyMap<string, number>
  readonly #pieces = new Map<Instant, Piece>()
  #length = 0

  constructor(points: readonly string[]) {
    this.#points = points
    this.#row = new Map(points.map((point, row) => [point, row]))
  }

  /** Whether that moment of that point is in memory. */
  knows(point: string, at: Instant): boolean {
    return this.#row.has(point) && this.#pieceEnding(at) !== undefined
  }

  has(from: Instant): boolean {
    return this.#pieces.has(from)
  }

  /** Takes a piece in; what nobody shows of it is let go. All pieces must be of one length. */
  add({ from, step, steps, points, values, codes }: ReplayChunk): void {
    this.#length = step * steps
    const piece: Piece = {
      from,
      step,
      steps,
      values: new Float32Array(this.#points.length * steps).fill(Number.NaN),
      codes: new Uint8Array(this.#points.length * steps).fill(NOTHING_KNOWN),
    }
    for (const [i, point] of points.entries()) {
      const row = this.#row.get(point)
      if (row === undefined) continue
      piece.values.set(values.subarray(i * steps, (i + 1) * steps), row * steps)
      piece.codes.set(codes.subarray(i * steps, (i + 1) * steps), row * steps)
    }
    this.#pieces.set(from, piece)
    const [oldest] = this.#pieces.keys()
    if (this.#pieces.size > MOST && oldest !== undefined) this.#pieces.delete(oldest)
  }

  /**
   * What was known of every point at `at`. A value whose time had passed keeps its own time, so that its age is the
   * age it had then; never interpolated. Empty where that stretch is not in memory.
   */
  at(at: Instant): LiveValue[] {
    if (!this.#pieceEnding(at)) return []
    return this.#points.map((point, row) => this.#last(row, at) ?? [point, Number.NaN, null, 128])
  }

  /**
   * How many points were heard at each step that is in memory, in the order of time; only of `points` where given.
   */
  heard(points?: readonly string[]): { at: Instant; n: number }[] {
    const rows = points
      ? points.flatMap(point => this.#row.get(point) ?? [])
      : Array.from(this.#points.keys())
    return [...this.#pieces.values()]
      .sort((a, b) => a.from - b.from)
      .flatMap(({ from, step, steps, codes }) =>
        Array.from({ length: steps }, (_, i) => ({
          at: from + i * step,
          n: rows.reduce((sum, row) => sum + Number(codes[row * steps + i] !== NOTHING_KNOWN), 0),
        })),
      )
  }

  #last(row: number, at: Instant): LiveValue | undefined {
    for (let end = at; ; ) {
      const piece = this.#pieceEnding(end)
      if (!piece) return undefined
      for (let i = Math.min(piece.steps, Math.floor((end - piece.from) / piece.step)) - 1; i >= 0; i--) {
        const code = piece.codes[row * piece.steps + i]!
        if (code === NOTHING_KNOWN) continue
        const value = piece.values[row * piece.steps + i]!
        const time = piece.from + (i + 1) * piece.step
        return [this.#points[row]!, time, Number.isNaN(value) ? null : value, code]
      }
      end = piece.from
    }
  }

  /** The piece whose steps end at or before `at`: its first step ends one step after it begins. */
  #pieceEnding(at: Instant): Piece | undefined {
    if (this.#length === 0) return undefined
    const start = Math.floor(at / this.#length) * this.#length
    const here = this.#pieces.get(start)
    if (here && at - here.from >= here.step) return here
    return this.#pieces.get(start - this.#length) ?? (here && at > here.from ? here : undefined)
  }
}
