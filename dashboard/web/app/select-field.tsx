import style from './field.module.css'

interface SelectFieldProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange(value: T): void
}

/** One of many; the browser's own list, which every phone and screen reader knows. */
export function SelectField<T extends string>({ label, value, options, onChange }: SelectFieldProps<T>) {
  return (
    <label className={style.field}>
      <span className={style.label}>{label}</span>
      <select value={value} onChange={event => onChange(event.target.value as T)}>
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The same without a visible label, for bars. */
export function SelectSmall<T extends string>({ label, value, options, onChange }: SelectFieldProps<T>) {
  return (
    <select
      className={style.small}
      aria-label={label}
      value={value}
      onChange={event => onChange(event.target.value as T)}
    >
      {options.map(option => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
