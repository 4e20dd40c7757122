import style from './mini-bar.module.css'

interface MiniBarProps {
  /** Instrument's range, SI. */
  range: readonly [number, number]
  limits: readonly number[]
  /** Null when it is not known now: then there is no marker. */
  value: number | null
}

/** Where a value stands in its range; limits as ticks, the value as a marker. */
export function MiniBar({ range: [low, high], limits, value }: MiniBarProps) {
  const at = (x: number) => `${Math.min(100, Math.max(0, ((x - low) / (high - low)) * 100))}%`
  if (!(high > low)) return null
  return (
    <span className={style.bar} aria-hidden="true">
      {limits.map(limit => (
        <i key={limit} className={style.limit} style={{ left: at(limit) }} />
      ))}
      {value !== null && <i className={style.marker} style={{ left: at(value) }} />}
    </span>
  )
}
