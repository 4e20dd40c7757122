import { useState } from 'react'
import { LIMIT_LEVELS } from '../../../model/kinds.ts'
import type { Point } from '../../../model/point.ts'
import { Button } from '../app/button.tsx'
import { Dialog } from '../app/dialog.tsx'
import { useNames, useReading } from '../directory/hooks.ts'
import { symbol } from '../format/value.ts'
import { useSay } from '../i18n/hooks.ts'
import { useMay } from '../session/rights.ts'
import { limitRule, type TypedLimit, typedLimits, wrongNumber } from './limit-edit.ts'
import style from './page.module.css'
import { TryOnPast } from './preview.tsx'
import { type Detectors, type Limits, type Rule, setRule } from './queries.ts'
import { Save } from './save.tsx'

interface LimitFormProps {
  point: Point
  limits: Limits | undefined
  detectors: Detectors
  close(): void
}

/** The four limits of one point: tried on the past, then set with a reason. */
export function LimitForm({ point, limits, detectors, close }: LimitFormProps) {
  const say = useSay()
  const names = useNames()
  const reading = useReading()
  const may = useMay('settings.change')
  const [before] = useState(() => typedLimits(limits, point, reading))
  const [typed, setTyped] = useState(before)
  const own = (detectors.rules.limit as Rule[] | undefined)?.findLast(
    rule => JSON.stringify(rule.for) === JSON.stringify({ point: point.id }),
  )
  const wrongText = wrongNumber(typed)
  const wrong = wrongText === undefined ? undefined : say('settings.points.notNumber', { text: wrongText })
  const rule = wrong === undefined ? limitRule(before, typed, own, point, reading) : undefined
  const selector = { point: point.id }
  const save = async (reason: string, asked: Record<string, unknown> | null) => {
    const { effect } = await setRule({
      version: detectors.version,
      section: 'limit',
      for: selector,
      rule: asked,
      reason,
    })
    return say(`settings.saved.${effect}`)
  }
  const [restoring, setRestoring] = useState(false)
  const unit = symbol(point.quantity, reading)
  return (
    <Dialog title={`${names.asset(point.asset)} · ${names.point(point)}`} close={close} wide>
      <p className={style.quiet}>{point.id}</p>
      <table className={style.grid}>
        <thead>
          <tr>
            <th />
            <th>{say('settings.points.on')}</th>
            <th>{say('settings.points.value', { unit })}</th>
            <th>{say('settings.points.deadband', { unit })}</th>
            <th>{say('settings.points.onDelay')}</th>
            <th>{say('settings.points.offDelay')}</th>
          </tr>
        </thead>
        <tbody>
          {[...LIMIT_LEVELS].reverse().map(level => (
            <Level
              key={level}
              name={say(`settings.points.level.${level}`)}
              unit={unit}
              typed={typed[level]}
              disabled={!may}
              onChange={change => setTyped(all => ({ ...all, [level]: { ...all[level], ...change } }))}
            />
          ))}
        </tbody>
      </table>
      {may && <TryOnPast points={[point.id]} rules={rule && { limit: [{ for: selector, ...rule }] }} />}
      <Save
        wrong={wrong}
        forbidden={may ? undefined : say('settings.noRight')}
        save={reason => save(reason, restoring ? null : rule!)}
        close={close}
        more={
          own && may ? (
            <Button
              onPress={() => {
                setRestoring(!restoring)
                setTyped(before)
              }}
              aria-pressed={restoring}
            >
              {restoring ? '✓ ' : ''}
              {say('settings.points.useDefault')}
            </Button>
          ) : null
        }
      />
    </Dialog>
  )
}

interface LevelProps {
  name: string
  unit: string
  typed: TypedLimit
  disabled: boolean
  onChange(change: Partial<TypedLimit>): void
}

function Level({ name, unit, typed, disabled, onChange }: LevelProps) {
  const say = useSay()
  const labels = {
    value: say('settings.points.value', { unit }),
    deadband: say('settings.points.deadband', { unit }),
    onDelay: say('settings.points.onDelay'),
    offDelay: say('settings.points.offDelay'),
  }
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <input
          type="checkbox"
          checked={typed.on}
          disabled={disabled}
          aria-label={`${name} ${say('settings.points.on')}`}
          onChange={event => onChange({ on: event.target.checked })}
        />
      </td>
      {(Object.keys(labels) as (keyof typeof labels)[]).map(field => (
        <td key={field}>
          <input
            type="text"
            inputMode="decimal"
            value={typed[field]}
            disabled={disabled || !typed.on}
            aria-label={`${name} ${labels[field]}`}
            onChange={event => onChange({ [field]: event.target.value })}
          />
        </td>
      ))}
    </tr>
  )
}
