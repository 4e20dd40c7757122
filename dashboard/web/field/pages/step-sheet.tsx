import { type FormEvent, useEffect, useRef, useState } from 'react'
import { named, sayCode, useLanguage, useSay } from '../../i18n/hooks.ts'
import { did } from '../engine.ts'
import look from '../look.module.css'
import { Tap } from '../parts.tsx'
import { freshPosition } from '../position/measure.ts'
import { isFar, type Position } from '../position/position.ts'
import { siteNow, useField } from '../state.ts'
import { type AheadStep, type Kept, valveStates } from '../work/ahead.ts'
import { isOwn, useGateWords, wayOf } from './gates.ts'
import style from './job.module.css'
import { PositionField } from './position-field.tsx'

/** How long ago it was done, minutes. */
const AGO = [0, 5, 15, 30, 60, 120] as const

/** Asks for what a step brings along, then writes it down on the phone: sent or not, it is not forgotten. */
export function StepSheet({ kept, step, close }: { kept: Kept; step: AheadStep; close(): void }) {
  const say = useSay()
  const language = useLanguage()
  const dialog = useRef<HTMLDialogElement>(null)
  const gates = useGateWords()
  const plan = useField(state => state.plans[kept.ticket.id])
  const entries = useField(state => state.entries)
  const me = useField(state => state.session?.actor)
  const keys = step.missing.filter(isOwn).map(code => code.slice('data:'.length))
  const shut = [...valveStates(kept, entries)]
    .filter(([, { finding }]) => finding === 'closed')
    .map(([id]) => id)
  const valves = step.step === 'shutoffRequested' ? (plan?.close.map(({ id }) => id) ?? []) : shut
  const known: Record<string, unknown> = {
    valves,
    affectedCustomers: plan?.customerCount,
    dn: kept.ticket.dn,
    pipeDn: kept.ticket.dn,
    leakDn: kept.ticket.dn,
    area: named(kept.ticket.address, language),
    responsiblePerson: me?.name,
  }
  const [data, setData] = useState<Record<string, unknown>>(() =>
    Object.fromEntries(keys.flatMap(key => (known[key] === undefined ? [] : [[key, known[key]]]))),
  )
  const [checked, setChecked] = useState<string[]>([])
  const [note, setNote] = useState('')
  const [ago, setAgo] = useState(0)
  const [position, setPosition] = useState<Position>()
  const [sure, setSure] = useState(false)
  const [writing, setWriting] = useState(false)
  useEffect(() => dialog.current?.showModal(), [])

  const blocked = gates.before(step)
  const given = (value: unknown) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '' && value !== false
  const lacking = keys.filter(key => !given(data[key]))
  const where = position ?? freshPosition()
  const far = step.step === 'arrived' && isFar(where, kept.ticket.at)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (far && !sure) return setSure(true)
    setWriting(true)
    const all = {
      ...data,
      ...(step.checks && step.checks.length > 0 ? { checked } : {}),
      ...(where ? { position: where } : {}),
      // Whoever works on a job that was given to nobody has taken it.
      ...(kept.ticket.assignee === undefined && me ? { assignee: me.id } : {}),
    }
    const ok = await did({
      ticket: kept.ticket.id,
      at: siteNow() - ago * 60_000,
      act: {
        kind: 'step',
        step: step.step,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
        ...(Object.keys(all).length > 0 ? { data: all } : {}),
      },
    })
    setWriting(false)
    if (ok) close()
  }
  return (
    <dialog ref={dialog} className={style.sheet} onClose={close} aria-labelledby="step-title">
      <form onSubmit={event => void submit(event)}>
        <h1 id="step-title">{sayCode(say, 'ticket.step', step.step)}</h1>
        {blocked.length > 0 && (
          <p className={look.note}>{say('ticket.gate', { list: blocked.join(say('field.comma')) })}</p>
        )}
        {keys.map(key => (
          <Datum
            key={key}
            name={key}
            value={data[key]}
            onChange={value => setData(before => ({ ...before, [key]: value }))}
          />
        ))}
        {step.checks?.map(({ item, says, rule }) => (
          <label key={item} className={look.tick}>
            <input
              type="checkbox"
              checked={checked.includes(item)}
              onChange={e =>
                setChecked(before =>
                  e.target.checked ? [...before, item] : before.filter(one => one !== item),
                )
              }
            />
            <span>
              {named(says, language)} <small className="muted">{rule}</small>
            </span>
          </label>
        ))}
        <PositionField job={kept.ticket.at} position={where} set={setPosition} />
        <label className={look.field}>
          {say('field.step.when')}
          <select value={ago} onChange={e => setAgo(Number(e.target.value))}>
            {AGO.map(minutes => (
              <option key={minutes} value={minutes}>
                {minutes === 0 ? say('field.step.now') : say('field.step.ago', { count: minutes })}
              </option>
            ))}
          </select>
        </label>
        <label className={look.field}>
          {say('ticket.note')}
          <textarea rows={2} value={note} maxLength={1_000} onChange={e => setNote(e.target.value)} />
        </label>
        <div className={style.foot} aria-live="polite">
          {far && sure && <p>{say('field.step.far')}</p>}
          {lacking.length > 0 && (
            <p>
              {say('ticket.gate', {
                list: lacking.map(key => sayCode(say, 'ticket.missing', key)).join(say('field.comma')),
              })}
            </p>
          )}
          <Tap type="submit" look="huge" disabled={writing || blocked.length > 0 || lacking.length > 0}>
            {say(far && sure ? 'field.step.reallyHere' : 'field.step.done', {
              step: sayCode(say, 'ticket.step', step.step),
            })}
          </Tap>
          <Tap wide onClick={() => dialog.current?.close()}>
            {say('field.cancel')}
          </Tap>
        </div>
      </form>
    </dialog>
  )
}

interface DatumProps {
  name: string
  value: unknown
  onChange(value: unknown): void
}

function Datum({ name, value, onChange }: DatumProps) {
  const say = useSay()
  const label = sayCode(say, 'ticket.missing', name)
  const way = wayOf(name)
  if (way === 'tick')
    return (
      <label className={look.tick}>
        <input type="checkbox" checked={value === true} onChange={e => onChange(e.target.checked)} />
        {label}
      </label>
    )
  const shown = Array.isArray(value) ? value.join(', ') : value === undefined ? '' : String(value)
  const read = (text: string): unknown => {
    if (way === 'valves') return text.split(/[,，\s]+/).filter(word => word !== '')
    return way === 'number' && text !== '' ? Number(text) : text
  }
  return (
    <label className={look.field}>
      {label}
      <input
        value={shown}
        type={way === 'number' ? 'number' : 'text'}
        inputMode={way === 'number' ? 'decimal' : 'text'}
        onChange={e => onChange(read(e.target.value))}
      />
    </label>
  )
}
