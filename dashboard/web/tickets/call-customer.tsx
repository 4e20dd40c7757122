import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ticket } from '../../../model/ticket.ts'
import { policyQuery } from '../api/queries.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { shortTime } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { useNowIn } from '../live/hooks.ts'
import style from './detail-page.module.css'
import { isQuiet } from './quiet-hours.ts'

/** Calling the customer: a call-back is warned of in the quiet hours, an emergency never. */
export function CallCustomer({ ticket }: { ticket: Ticket }) {
  const say = useSay()
  const zone = useTimeZone()
  const now = useNowIn(5_000)
  const hours = useQuery(policyQuery).data?.quietHours
  const [warned, setWarned] = useState(false)
  const { contact, contactWindow, reporter, flags = [] } = ticket
  if (contact === undefined) return null
  const wanted = hours?.unless !== undefined && flags.includes(hours.unless)
  const quiet = hours !== undefined && !wanted && isQuiet(now, hours, zone)
  const dial = () => {
    setWarned(false)
    location.href = `tel:${contact.replace(/[^\d+]/g, '')}`
  }
  return (
    <section className={style.panel}>
      <h2>{say('ticket.call.title')}</h2>
      <p>{[reporter, contact, contactWindow].filter(Boolean).join(' · ')}</p>
      {quiet && <p className={style.quiet}>{say('ticket.call.quiet', { from: hours.from, to: hours.to })}</p>}
      <div className={style.buttons}>
        <Button onPress={() => (quiet ? setWarned(true) : dial())}>{say('ticket.call.back')}</Button>
        <Button onPress={dial}>{say('ticket.call.emergency')}</Button>
      </div>
      {warned && hours && (
        <Dialog title={say('ticket.call.back')} close={() => setWarned(false)}>
          <p>
            {say('ticket.call.warn', {
              time: shortTime(now, zone),
              from: hours.from,
              to: hours.to,
              rule: hours.rule,
            })}
          </p>
          <DialogButtons>
            <Button look="strong" onPress={() => setWarned(false)}>
              {say('ticket.call.later')}
            </Button>
            <Button onPress={dial}>{say('ticket.call.anyway')}</Button>
          </DialogButtons>
        </Dialog>
      )}
    </section>
  )
}
