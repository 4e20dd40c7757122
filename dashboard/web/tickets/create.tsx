import { useState } from 'react'
import { create } from 'zustand'
import type { Alarm } from '../../../model/alarm.ts'
import { evidenceWords } from '../../../model/evidence.ts'
import type { TicketView } from '../../../model/ticket.ts'
import { alarmWords } from '../alarms/describe.ts'
import { command } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Failed } from '../app/panel-state.tsx'
import { SelectField } from '../app/select-field.tsx'
import { useDirectory, useNames } from '../directory/hooks.ts'
import { sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { tickets } from '../live/stream.ts'
import { useGo } from '../url/hooks.ts'
import { CATEGORIES, usualCategory } from './category.ts'
import { ImpactLine, useImpact } from './impact.tsx'

/** The alarm of which somebody wants to make a job. */
export const useNewTicket = create<{ from: Alarm | undefined; begin(alarm: Alarm): void; end(): void }>()(
  set => ({
    from: undefined,
    begin: from => set({ from }),
    end: () => set({ from: undefined }),
  }),
)

/** A job from an alarm: everything known is filled in, one press opens it. */
export function NewTicket() {
  const from = useNewTicket(state => state.from)
  return from ? <Form key={from.id} alarm={from} /> : null
}

function Form({ alarm }: { alarm: Alarm }) {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const language = useLanguage()
  const directory = useDirectory()
  const end = useNewTicket(state => state.end)
  const [category, setCategory] = useState<string>(usualCategory(alarm.kind))
  const where = names.asset(alarm.asset) || names.zone(alarm.zone)
  const evidence = evidenceWords(alarm.evidence, language)
  const [content, setContent] = useState(
    [where, alarmWords(alarm, language), evidence].filter(Boolean).join(language === 'zh' ? '，' : ', '),
  )
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const entry = alarm.asset ? directory?.byId.get(alarm.asset) : undefined
  const impact = useImpact(alarm.asset)
  const open = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      const at = alarm.at ?? (entry && !entry.unplaced ? entry.at : undefined)
      const view = await command<TicketView>('/tickets', {
        source: 'telemetry',
        category,
        kind: 'repair',
        priority: alarm.priority,
        alarms: [alarm.id],
        content,
        ...(alarm.asset ? { asset: alarm.asset } : {}),
        ...(alarm.zone ? { zone: alarm.zone } : {}),
        ...(at ? { at } : {}),
        ...(where ? { address: { zh: where, en: where } } : {}),
        ...(impact
          ? { form: { affectedCustomers: impact.customers, affectedHouseholds: impact.households } }
          : {}),
      })
      if (view.ticket) tickets.put(view)
      end()
      if (view.ticket) go.to(`/tickets/${view.ticket.id}`)
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  return (
    <Dialog title={say('ticket.create')} close={end}>
      <SelectField
        label={say('ticket.categoryLabel')}
        value={category}
        onChange={setCategory}
        options={[...new Set([category, ...CATEGORIES])].map(value => ({
          value,
          label: sayCode(say, 'ticket.category', value),
        }))}
      />
      <Field label={say('ticket.content')} value={content} onChange={setContent} long autoFocus />
      {alarm.asset && <ImpactLine impact={impact} />}
      {failure !== undefined && <Failed error={failure} />}
      <DialogButtons>
        <Button onPress={end}>{say('alarm.cancel')}</Button>
        <Button look="strong" isDisabled={busy || content.trim() === ''} onPress={open}>
          {say(busy ? 'ticket.sending' : 'ticket.create')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
