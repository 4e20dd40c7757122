import { DAY, type Instant } from '../../model/time.ts'
import { medianOf } from './robust.ts'

interface Saved {
  ring: Float32Array<ArrayBuffer>
  count: number
  level: number
  newest: number
}

/**
 * How the last day differed from what is usual: the median of its differences. Takes out what changes over weeks
 * (season, holidays, a leak that is known). 0 until half a day is known.
 */
export function recentLevel(width: number) {
  const size = Math.max(4, Math.round(DAY / width))
  let ring = new Float32Array(size).fill(Number.NaN)
  let count = 0
  let level = 0
  let newest = Number.NEGATIVE_INFINITY
  return {
    add(at: Instant, difference: number): void {
      const slot = Math.round(at / width)
      // Slots that nobody wrote are holes, not old values.
      const gap = Math.min(size, slot - newest - 1)
      for (let back = 1; back <= gap; back++) ring[(((slot - back) % size) + size) % size] = Number.NaN
      ring[((slot % size) + size) % size] = difference
      newest = slot
      count++
    },
    save: () => ({ ring, count, level, newest }),
    load(saved: unknown): void {
      ;({ ring, count, level, newest } = saved as Saved)
      ring = ring.slice()
    },
    /** The level from what was added so far; `move` false: as it last was. */
    of(move: boolean): number {
      if (move && count >= size / 2) level = medianOf(ring) || 0
      return level
    },
  }
}
