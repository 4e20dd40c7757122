import { qualityOf } from '../../../model/quality.ts'
import type { Quantity } from '../../../model/quantity.ts'
import type { SeriesColumns } from '../../../model/screen.ts'
import type { Instant } from '../../../model/time.ts'
import { type Reading, shownNumber } from '../format/value.ts'
import { writeQuery } from '../url/text.ts'

/** What a chart draws: seconds, and values in the viewer's unit; null breaks the line. */
export type Columns = [x: number[], y: (number | null)[]]

/**
 * A series for drawing. Bad values are no values; between two readings further apart than `gap` ms the line is
 * broken, because nobody knows what was there.
 */
export function columnsOf(series: SeriesColumns, quantity: Quantity, gap: number, reading: Reading): Columns {
  const x: number[] = []
  const y: (number | null)[] = []
  let before: Instant | undefined
  for (const [i, at] of series.at.entries()) {
    const value = series.value[i] ?? null
    if (before !== undefined && at - before > gap) {
      x.push((before + at) / 2_000)
      y.push(null)
    }
    const usable = value !== null && qualityOf(series.quality[i] ?? 128) !== 'bad'
    x.push(at / 1_000)
    y.push(usable ? shownNumber(value, quantity, reading) : null)
    before = at
  }
  return [x, y]
}

/** Lowest and highest for a scale, with a little air; a flat line gets a band around it. */
export function scaleOf(low: number | null, high: number | null, least: number): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1]
  const air = Math.max((high - low) * 0.08, least)
  const floor = low >= 0 && low - air < 0 ? 0 : low - air
  return [floor, high + air]
}

/** Places of values that have no neighbour to be joined with. */
export function lonely(y: ArrayLike<number | null | undefined>): number[] {
  const none = (i: number) => y[i] === null || y[i] === undefined
  const found: number[] = []
  for (let i = 0; i < y.length; i++) if (!none(i) && none(i - 1) && none(i + 1)) found.push(i)
  return found
}

/** How many of what is drawn were bad: marked as breaks, and in no mean. */
export function badCount({ value, quality }: Pick<SeriesColumns, 'value' | 'quality'>): number {
  return value.reduce<number>(
    (sum, one, i) => sum + Number(one === null || qualityOf(quality[i] ?? 128) === 'bad'),
    0,
  )
}

/** Where the server gives this course as a file: every reading with its quality, in the viewer's unit and zone. */
export function exportAddress(
  point: string,
  from: Instant,
  to: Instant,
  timeZone: string,
  unit: string | undefined,
): string {
  const words = {
    points: point,
    from: Math.floor(from),
    to: Math.ceil(to),
    format: 'csv',
    timeZone,
    units: unit,
  }
  return `/api/v1/export${writeQuery(words)}`
}
