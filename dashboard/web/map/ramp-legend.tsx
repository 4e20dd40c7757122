import { useReading } from '../directory/hooks.ts'
import { digits, symbol } from '../format/value.ts'
import { useSay } from '../i18n/hooks.ts'
import style from './legend.module.css'
import { MEASURED, type Preset, YEARS } from './presets.ts'

/** The five steps of a preset's colouring with the borders between them; nothing where nothing is coloured. */
export function RampLegend({ preset }: { preset: Preset }) {
  const say = useSay()
  const reading = useReading()
  const measured = MEASURED[preset]
  const borders = measured
    ? measured.breaks.map(border => digits(border, measured.quantity, reading))
    : preset === 'age'
      ? YEARS.map(String)
      : undefined
  if (!borders) return null
  const unit = measured ? symbol(measured.quantity, reading) : ''
  return (
    <span className={style.ramp} role="group" aria-label={say(`map.presets.${preset}`)}>
      <b>
        {say(`map.presets.${preset}`)} {unit}
      </b>
      {[1, 2, 3, 4, 5].map(step => (
        <span key={step} className={style.step}>
          <i style={{ background: `var(--ramp${step})` }} />
          {step === 1 ? `< ${borders[0]}` : `≥ ${borders[step - 2]}`}
        </span>
      ))}
      {preset === 'age' && (
        <span className={style.step}>
          <i style={{ background: 'var(--pipe)' }} />
          {say('map.class.unknown')}
        </span>
      )}
      <span>{say('map.alarmHues')}</span>
    </span>
  )
}
