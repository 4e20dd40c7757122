import style from './page.module.css'

interface NumberProps {
  value: string | number
  /** What the number counts, for who cannot see the column. */
  label: string
  chosen: boolean
  onPress(): void
}

/** A number of a report that leads to the rows behind it. */
export function ReportNumber({ value, label, chosen, onPress }: NumberProps) {
  return (
    <button
      type="button"
      className={style.number}
      aria-pressed={chosen}
      aria-label={`${label}: ${value}`}
      onClick={onPress}
    >
      {value}
    </button>
  )
}
