import { useState } from 'react'
import type { ComparedSample } from '../../../model/lab-sample.ts'
import type { Point } from '../../../model/point.ts'
import { QUANTITIES } from '../../../model/quantity.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { SelectField } from '../app/select-field.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { day, offsetMinutes, shortTime } from '../format/instant.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { useNow } from '../live/hooks.ts'
import style from './laboratory.module.css'
import { enterSample } from './queries.ts'
import { localInstant } from './samples.ts'

interface SampleFormProps {
  points: readonly Point[]
  close(): void
  entered(sample: ComparedSample): void
}

/** Enters one laboratory value: where, when the water was taken (not now), and what was found. */
export function SampleForm({ points, close, entered }: SampleFormProps) {
  const say = useSay()
  const names = useNames()
  const language = useLanguage()
  const zone = useTimeZone()
  const now = useNow()
  const [id, setId] = useState(points[0]?.id ?? '')
  const [taken, setTaken] = useState(() => `${day(now, zone)}T${shortTime(now, zone)}`)
  const [value, setValue] = useState('')
  const [number, setNumber] = useState('')
  const [method, setMethod] = useState('')
  const [note, setNote] = useState('')
  const [error, setError] = useState('')
  const [sending, setSending] = useState(false)
  const point = points.find(one => one.id === id)
  const at = localInstant(taken, instant => offsetMinutes(instant, zone))
  const found = /^\d+([.,]\d+)?$/.test(value.trim()) ? Number(value.trim().replace(',', '.')) : undefined
  const missing =
    at === undefined
      ? 'lab.needsTime'
      : at > now + 60_000
        ? 'lab.future'
        : found === undefined
          ? 'lab.needsValue'
          : ''
  const send = async () => {
    if (at === undefined || found === undefined) return
    setSending(true)
    try {
      const more = Object.fromEntries(
        Object.entries({ number, method, note }).flatMap(([key, text]) =>
          text.trim() === '' ? [] : [[key, text.trim()]],
        ),
      )
      entered((await enterSample({ point: id, at, value: found, ...more })).sample)
    } catch (failure) {
      setError((failure as Error).message)
    } finally {
      setSending(false)
    }
  }
  return (
    <Dialog title={say('lab.enter')} close={close}>
      <SelectField
        label={say('lab.column.place')}
        value={id}
        options={points.map(one => ({
          value: one.id,
          label: `${names.asset(one.asset)} · ${QUANTITIES[one.quantity][language]}`,
        }))}
        onChange={setId}
      />
      <label className={style.time}>
        <span>{say('lab.takenAt', { zone })}</span>
        <input
          type="datetime-local"
          value={taken}
          onChange={event => setTaken(event.target.value.slice(0, 16))}
        />
      </label>
      <Field
        label={`${say('lab.column.value')}${point ? ` (${point.unit})` : ''}`}
        value={value}
        onChange={setValue}
        required
        autoFocus
      />
      <Field label={say('lab.column.number')} value={number} onChange={setNumber} />
      <Field label={say('lab.method')} value={method} onChange={setMethod} />
      <Field label={say('lab.note')} value={note} onChange={setNote} />
      {error && <p role="alert">{error}</p>}
      <DialogButtons>
        <Button onPress={close}>{say('lab.cancel')}</Button>
        <Button
          look="strong"
          isDisabled={sending || missing !== ''}
          {...(missing && { title: say(missing) })}
          onPress={() => void send()}
        >
          {say('lab.enter')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
