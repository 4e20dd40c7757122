import { qualityOf } from '../../../model/quality.ts'
import type { SeriesColumns } from '../../../model/screen.ts'
import type { Instant } from '../../../model/time.ts'

/** A series as the path of a small drawing: scaled to its own extremes, a flat one in the middle. */
export function sparkPath(
  { at, value, quality }: Pick<SeriesColumns, 'at' | 'value' | 'quality'>,
  from: Instant,
  to: Instant,
  gap: number,
  width: number,
  height: number,
): string {
  const usable = at.flatMap((time, i) => {
    const y = value[i]
    return y === null || y === undefined || qualityOf(quality[i] ?? 128) === 'bad' ? [] : [{ time, y }]
  })
  const low = Math.min(...usable.map(({ y }) => y))
  const high = Math.max(...usable.map(({ y }) => y))
  const x = (time: number) => (((time - from) / (to - from)) * width).toFixed(1)
  const level = (y: number) =>
    (high > low ? height - 2 - ((y - low) / (high - low)) * (height - 4) : height / 2).toFixed(1)
  let before: number | undefined
  return usable
    .map(({ time, y }) => {
      const pen = before === undefined || time - before > gap ? 'M' : 'L'
      before = time
      return `${pen}${x(time)} ${level(y)}`
    })
    .join('')
}
