import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Step, TicketView } from '../../../model/ticket.ts'
import { peopleQuery } from '../api/queries.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { SelectField } from '../app/select-field.tsx'
import { sayCode, useSay } from '../i18n/hooks.ts'

export type Next = TicketView['next'][number]

/** What the step itself brings along, as opposed to what must have been there before. */
export const isOwn = (code: string): boolean => code.startsWith('data:')

export interface StepDetails {
  note?: string
  data?: Record<string, unknown>
}

interface StepFormProps {
  next: Next
  close(): void
  send(step: Step, more: StepDetails): Promise<void>
}

/** Steps that put a job into somebody's hands. */
const GIVES = new Set<Step>(['dispatched', 'forwarded'])

/** Asks for what a step must bring, and a note. */
export function StepForm({ next, close, send }: StepFormProps) {
  const say = useSay()
  const keys = next.missing.filter(isOwn).map(code => code.slice('data:'.length))
  const [data, setData] = useState<Record<string, string>>({})
  const [note, setNote] = useState('')
  const [assignee, setAssignee] = useState('')
  const gives = GIVES.has(next.step)
  const crew = (useQuery({ ...peopleQuery, enabled: gives }).data ?? []).filter(({ roles }) =>
    roles.includes('crew'),
  )
  const ready = keys.every(key => (data[key] ?? '').trim() !== '')
  const step = sayCode(say, 'ticket.step', next.step)
  const submit = () =>
    void send(next.step, {
      ...(keys.length > 0 || assignee !== ''
        ? { data: { ...data, ...(assignee === '' ? {} : { assignee }) } }
        : {}),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    })
  return (
    <Dialog title={step} close={close}>
      {keys.map((key, i) => (
        <Field
          key={key}
          label={sayCode(say, 'ticket.missing', key)}
          value={data[key] ?? ''}
          onChange={value => setData(before => ({ ...before, [key]: value }))}
          required
          autoFocus={i === 0}
        />
      ))}
      {gives && crew.length > 0 && (
        <SelectField
          label={say('ticket.assignee')}
          value={assignee}
          onChange={setAssignee}
          options={[
            { value: '', label: say('ticket.nobody') },
            ...crew.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <Field label={say('ticket.note')} value={note} onChange={setNote} long autoFocus={keys.length === 0} />
      <DialogButtons>
        <Button onPress={close}>{say('alarm.cancel')}</Button>
        <Button look="strong" isDisabled={!ready} onPress={submit}>
          {say('ticket.submit', { step })}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
