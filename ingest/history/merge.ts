import type { Instant } from '../../model/time.ts'

/** Readings of one point as columns, in any order. */
export interface Columns {
  at: Float64Array
  /** NaN for none */
  value: Float64Array
  quality: Uint8Array
  /** When each was received; decides between versions. */
  received: Float64Array
}

export interface Course {
  at: Float64Array
  value: Float64Array
  quality: Uint8Array
  rawCount: number
}

/**
 * The readings that count, in device-time order: of several versions of one instant the newest received; `late`
 * ones count before the others.
 * @param asKnownAt leaves out what had not been received by then
 * @param within leaves out what was received later than this after it was measured, ms
 */
export function newestVersions(
  main: Columns,
  late: Columns,
  asKnownAt = Number.POSITIVE_INFINITY,
  within = Number.POSITIVE_INFINITY,
): Course {
  const chosen = new Map<Instant, { columns: Columns; i: number }>()
  for (const columns of [main, late]) {
    for (let i = 0; i < columns.at.length; i++) {
      const received = columns.received[i]!
      if (received > asKnownAt || received > columns.at[i]! + within) continue
      const known = chosen.get(columns.at[i]!)
      if (known?.columns === columns && columns.received[known.i]! > received) continue
      chosen.set(columns.at[i]!, { columns, i })
    }
  }
  const order = Float64Array.from(chosen.keys()).sort()
  const course = courseFor(order.length)
  course.at = order
  for (let n = 0; n < order.length; n++) {
    const { columns, i } = chosen.get(order[n]!)!
    course.value[n] = columns.value[i]!
    course.quality[n] = columns.quality[i]!
  }
  return course
}

const courseFor = (length: number): Course => ({
  at: new Float64Array(length),
  value: new Float64Array(length),
  quality: new Uint8Array(length),
  rawCount: length,
})

/**
 * M4: the first, lowest, highest and last reading of each interval of `width` ms, and the worst in quality, so that
 * neither a spike nor a bad stretch can vanish between two pixels.
 */
export function reduceM4(course: Course, width: number): Course {
  const keep: number[] = []
  for (let from = 0; from < course.at.length; ) {
    const bucket = Math.floor(course.at[from]! / width)
    let to = from
    let low = -1
    let high = -1
    let worst = from
    for (; to < course.at.length && Math.floor(course.at[to]! / width) === bucket; to++) {
      const value = course.value[to]!
      if (!Number.isNaN(value)) {
        if (low < 0 || value < course.value[low]!) low = to
        if (high < 0 || value > course.value[high]!) high = to
      }
      if (course.quality[to]! > course.quality[worst]!) worst = to
    }
    const marks = [from, low, high, worst, to - 1].filter(i => i >= 0).sort((a, b) => a - b)
    for (const [i, mark] of marks.entries()) if (i === 0 || mark !== marks[i - 1]) keep.push(mark)
    from = to
  }
  return {
    at: Float64Array.from(keep, i => course.at[i]!),
    value: Float64Array.from(keep, i => course.value[i]!),
    quality: Uint8Array.from(keep, i => course.quality[i]!),
    rawCount: course.rawCount,
  }
}
