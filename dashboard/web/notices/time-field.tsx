import style from '../app/field.module.css'

interface TimeFieldProps {
  label: string
  value: string
  onChange(value: string): void
}

/** A date and time; the browser's own field, which every phone knows. */
export function TimeField({ label, value, onChange }: TimeFieldProps) {
  return (
    <label className={style.field}>
      <span className={style.label}>{label}</span>
      <input type="datetime-local" value={value} onChange={event => onChange(event.target.value)} />
    </label>
  )
}
