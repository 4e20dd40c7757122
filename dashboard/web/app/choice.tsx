import { Label, Radio, RadioGroup } from 'react-aria-components'
import style from './choice.module.css'

interface ChoiceProps<T extends string> {
  label: string
  value: T | undefined
  options: readonly { value: T; label: string }[]
  onChange(value: T): void
  hideLabel?: boolean
}

/** One of a few, side by side; arrow keys move. */
export function Choice<T extends string>({ label, value, options, onChange, hideLabel }: ChoiceProps<T>) {
  return (
    <RadioGroup
      className={style.group ?? ''}
      value={value ?? null}
      onChange={next => onChange(next as T)}
      orientation="horizontal"
      {...(hideLabel ? { 'aria-label': label } : {})}
    >
      {!hideLabel && <Label className={style.label ?? ''}>{label}</Label>}
      <div className={style.options}>
        {options.map(option => (
          <Radio key={option.value} value={option.value} className={style.option ?? ''}>
            {option.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
