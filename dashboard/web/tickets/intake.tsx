import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { siteQuery } from '../api/queries.ts'
import { newId } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Failed } from '../app/panel-state.tsx'
import { SelectField } from '../app/select-field.tsx'
import { useDirectory, useNames } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { useNowIn } from '../live/hooks.ts'
import { tickets } from '../live/stream.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { CATEGORIES } from './category.ts'
import style from './intake.module.css'
import { addReport, type Call, nearbyQuery, openFromCall, SOURCES, saysWhat } from './intake-call.ts'

/** A call, a visit or a finding taken down: what the rules want to know of it, and the jobs it may belong to. */
export function Intake({ close }: { close(): void }) {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const directory = useDirectory()
  const { sel } = useSearch()
  const site = useQuery(siteQuery).data
  const asset = sel === undefined ? undefined : directory?.byId.get(sel)
  const [call, setCall] = useState<Call>({
    source: 'hotline',
    category: 'leak',
    zone: asset?.zone ?? '',
    asset: asset?.id ?? '',
    reporter: '',
    contact: '',
    address: asset ? names.asset(asset.id) : '',
    content: '',
    contactWindow: '',
    externalNo: '',
  })
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  // One key for all tries of this call: sent twice, it is still one ticket.
  const [id] = useState(newId)
  const set = (words: Partial<Call>) => setCall(before => ({ ...before, ...words }))
  const text = (key: 'reporter' | 'contact' | 'address' | 'contactWindow' | 'externalNo') => ({
    label: say(`intake.${key}`),
    value: call[key],
    onChange: (value: string) => set({ [key]: value }),
  })
  const run = async (work: () => Promise<string | undefined>) => {
    setBusy(true)
    setFailure(undefined)
    try {
      const ticket = await work()
      close()
      if (ticket) go.to(`/tickets/${ticket}`)
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  const open = () =>
    run(async () => {
      const view = await openFromCall(id, call)
      if (view.ticket) tickets.put(view)
      return view.ticket?.id
    })
  return (
    <Dialog title={say('intake.title')} close={close} wide>
      <div className={style.form}>
        <SelectField
          label={say('intake.source')}
          value={call.source}
          onChange={source => set({ source })}
          options={SOURCES.map(value => ({ value, label: sayCode(say, 'ticket.source', value) }))}
        />
        <SelectField
          label={say('ticket.categoryLabel')}
          value={call.category}
          onChange={category => set({ category })}
          options={CATEGORIES.map(value => ({ value, label: sayCode(say, 'ticket.category', value) }))}
        />
        <Field {...text('reporter')} autoFocus />
        <Field {...text('contact')} />
        <Field {...text('address')} required />
        <SelectField
          label={say('intake.zone')}
          value={call.zone}
          onChange={zone => set({ zone })}
          options={[
            { value: '', label: say('intake.zoneUnknown') },
            ...(site?.zones ?? []).map(zone => ({ value: zone.id, label: names.zone(zone.id) })),
          ]}
        />
        <Field {...text('contactWindow')} />
        <Field {...text('externalNo')} />
        <div className={style.whole}>
          <Field
            label={say('intake.content')}
            value={call.content}
            onChange={content => set({ content })}
            required
            long
            hint={say('intake.hint')}
          />
        </div>
      </div>
      <Nearby
        call={call}
        busy={busy}
        add={ticket => run(() => addReport(id, ticket, call).then(() => ticket))}
      />
      {failure !== undefined && <Failed error={failure} />}
      <DialogButtons>
        <Button onPress={close}>{say('alarm.cancel')}</Button>
        <Button look="strong" isDisabled={busy || !saysWhat(call)} onPress={open}>
          {say(busy ? 'ticket.sending' : 'intake.open')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

/** Open jobs that this may be about: named before a second crew is sent to the same hole. */
function Nearby({ call, busy, add }: { call: Call; busy: boolean; add(ticket: string): void }) {
  const say = useSay()
  const now = useNowIn(30_000)
  const found = useQuery({ ...nearbyQuery(call), placeholderData: keepPreviousData }).data?.tickets ?? []
  if (found.length === 0) return null
  return (
    <section className={style.nearby} role="status">
      <h3>{say('intake.nearby')}</h3>
      <ul>
        {found.slice(0, 4).map(one => (
          <li key={one.ticket}>
            <span>
              {sayCode(say, 'ticket.category', one.category)} <span className="muted">{one.ticket}</span>
              <small>
                {say(`intake.why.${one.why}`)}
                {one.metres !== undefined && ` · ${say('intake.metres', { n: one.metres })}`} ·{' '}
                {say('intake.ago', { span: span(now - one.openedAt) })}
              </small>
            </span>
            <Button small isDisabled={busy || !saysWhat(call)} onPress={() => add(one.ticket)}>
              {say('intake.add')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
