import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isOpen, type Ticket, type TicketView } from '../../../model/ticket.ts'
import { command } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Failed } from '../app/panel-state.tsx'
import { SelectField } from '../app/select-field.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useTickets } from '../live/hooks.ts'
import { tickets } from '../live/stream.ts'
import { useWhyNot } from '../session/why-not.ts'
import { useGo } from '../url/hooks.ts'
import { nearbyQuery } from './intake-call.ts'
import { useTicketWords } from './words.ts'

/** Putting a ticket together with another about the same: this one ends, the other goes on. */
export function Merge({ ticket }: { ticket: Ticket }) {
  const say = useSay()
  const why = useWhyNot('ticket.dispatch')
  const [open, setOpen] = useState(false)
  if (!isOpen(ticket)) return null
  return (
    <>
      <Button isDisabled={why !== undefined} onPress={() => setOpen(true)} {...(why ? { title: why } : {})}>
        {say('ticket.merge.open')}
      </Button>
      {open && <Form ticket={ticket} close={() => setOpen(false)} />}
    </>
  )
}

function Form({ ticket, close }: { ticket: Ticket; close(): void }) {
  const say = useSay()
  const go = useGo()
  const words = useTicketWords()
  const { id, category, zone = '', asset = '' } = ticket
  const near = useQuery(nearbyQuery({ category, zone, asset })).data?.tickets ?? []
  // What is near comes first, any other open one after it.
  const rank = new Map(near.map((one, i) => [one.ticket, i]))
  const others = useTickets()
    .filter(view => view.ticket.id !== id && isOpen(view.ticket))
    .sort((a, b) => (rank.get(a.ticket.id) ?? Infinity) - (rank.get(b.ticket.id) ?? Infinity))
  const [into, setInto] = useState('')
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const merge = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      const view = await command<TicketView>(`/tickets/${encodeURIComponent(id)}/merge`, {
        into,
        why: reason.trim(),
      })
      if (view?.ticket) tickets.put(view)
      close()
      go.to(`/tickets/${into}`)
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  return (
    <Dialog title={say('ticket.merge.open')} close={close}>
      <p>{say('ticket.merge.means')}</p>
      <SelectField
        label={say('ticket.merge.into')}
        value={into}
        onChange={setInto}
        options={[
          { value: '', label: say('ticket.merge.choose') },
          ...others.map(view => ({
            value: view.ticket.id,
            label: [
              view.ticket.id,
              words.category(view.ticket),
              words.where(view.ticket),
              rank.has(view.ticket.id) ? say('ticket.merge.near') : '',
            ]
              .filter(Boolean)
              .join(' · '),
          })),
        ]}
      />
      <Field label={say('ticket.merge.why')} value={reason} onChange={setReason} required long />
      {failure !== undefined && <Failed error={failure} />}
      <DialogButtons>
        <Button onPress={close}>{say('alarm.cancel')}</Button>
        <Button
          look="strong"
          isDisabled={busy || into === '' || reason.trim() === ''}
          onPress={() => void merge()}
        >
          {say('ticket.merge.open')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
