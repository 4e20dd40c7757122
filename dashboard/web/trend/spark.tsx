import type { SeriesColumns } from '../../../model/screen.ts'
import type { Instant } from '../../../model/time.ts'
import style from './spark.module.css'
import { sparkPath } from './spark-path.ts'

interface SparkProps {
  series: SeriesColumns | undefined
  from: Instant
  to: Instant
  /** Longest distance of two readings that are joined, ms. */
  gap: number
}

const WIDTH = 72
const HEIGHT = 20

/** The last hours in a line; broken where nothing was heard. */
export function Spark({ series, from, to, gap }: SparkProps) {
  if (!series || series.at.length === 0) return <span className={style.none} aria-hidden="true" />
  return (
    <svg
      className={style.spark}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path d={sparkPath(series, from, to, gap, WIDTH, HEIGHT)} />
    </svg>
  )
}
