import { Input, Label, TextArea, TextField } from 'react-aria-components'
import style from './field.module.css'

interface FieldProps {
  label: string
  value: string
  onChange(value: string): void
  required?: boolean
  long?: boolean
  placeholder?: string
  hint?: string
  autoFocus?: boolean
  list?: string
}

/** A labelled field; what it must have is said below it, not only by a star. */
export function Field({ label, value, onChange, required, long, placeholder, hint, autoFocus }: FieldProps) {
  return (
    <TextField className={style.field ?? ''} value={value} onChange={onChange} isRequired={required ?? false}>
      <Label>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </Label>
      {long ? (
        <TextArea rows={3} placeholder={placeholder} autoFocus={autoFocus} />
      ) : (
        <Input placeholder={placeholder} autoFocus={autoFocus} />
      )}
      {hint && <p className={style.hint}>{hint}</p>}
    </TextField>
  )
}
