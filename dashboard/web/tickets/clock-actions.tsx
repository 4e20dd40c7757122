import { useState } from 'react'
import type { TicketView } from '../../../model/ticket.ts'
import { type Instant, MINUTE } from '../../../model/time.ts'
import { command } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Failed } from '../app/panel-state.tsx'
import { SelectField } from '../app/select-field.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime } from '../format/instant.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { useNowIn } from '../live/hooks.ts'
import { clock as serverClock, tickets } from '../live/stream.ts'
import { fromField, toField } from '../notices/local-time.ts'
import { TimeField } from '../notices/time-field.tsx'
import { useWhyNot } from '../session/why-not.ts'
import { canExtend, canPause, isPaused } from './clock-rules.ts'
import style from './clock-table.module.css'

/** Sends a command about a ticket's clocks; the answer is the ticket as it is then. */
function useSend(ticket: string, close: () => void) {
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const send = async (what: string, body: Record<string, unknown>) => {
    setBusy(true)
    setFailure(undefined)
    try {
      const view = await command<TicketView>(`/tickets/${encodeURIComponent(ticket)}/${what}`, body)
      if (view?.ticket) tickets.put(view)
      close()
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return { failure, busy, send }
}

/** Prolonging a clock, before its deadline and with a reason; letting clocks stand still, and go on. */
export function ClockActions({ view }: { view: TicketView }) {
  const say = useSay()
  const now = useNowIn(5_000)
  const why = useWhyNot('ticket.work')
  const [open, setOpen] = useState<'extend' | 'pause'>()
  const { failure, busy, send } = useSend(view.ticket.id, () => undefined)
  const extend = canExtend(view, now)
  const late = extend.length === 0 ? say('ticket.act.tooLate') : undefined
  const noPause = canPause(view) ? undefined : say('ticket.act.nothingRuns')
  return (
    <div className={style.actions}>
      <Button
        small
        isDisabled={(why ?? late) !== undefined}
        onPress={() => setOpen('extend')}
        {...((why ?? late) ? { title: why ?? late } : {})}
      >
        {say('ticket.act.extend')}
      </Button>
      {isPaused(view) ? (
        <Button
          small
          isDisabled={why !== undefined || busy}
          onPress={() => void send('resume', {})}
          {...(why ? { title: why } : {})}
        >
          {say('ticket.act.resume')}
        </Button>
      ) : (
        <Button
          small
          isDisabled={(why ?? noPause) !== undefined}
          onPress={() => setOpen('pause')}
          {...((why ?? noPause) ? { title: why ?? noPause } : {})}
        >
          {say('ticket.act.pause')}
        </Button>
      )}
      {late && <span className="muted">{late}</span>}
      {failure !== undefined && <Failed error={failure} />}
      {open === 'extend' && <Extend view={view} close={() => setOpen(undefined)} />}
      {open === 'pause' && <Pause view={view} close={() => setOpen(undefined)} />}
    </div>
  )
}

function Extend({ view, close }: { view: TicketView; close(): void }) {
  const say = useSay()
  const zone = useTimeZone()
  const clocks = canExtend(view, serverClock.now())
  const [name, setName] = useState(clocks[0]?.name ?? '')
  const chosen = clocks.find(clock => clock.name === name)
  const [until, setUntil] = useState(chosen ? toField(suggested(chosen.deadline), zone) : '')
  const [reason, setReason] = useState('')
  const [told, setTold] = useState(false)
  const { failure, busy, send } = useSend(view.ticket.id, close)
  const deadline = fromField(until, zone)
  const later = deadline !== undefined && chosen !== undefined && deadline > chosen.deadline
  return (
    <Dialog title={say('ticket.act.extend')} close={close}>
      <SelectField
        label={say('ticket.column.clock')}
        value={name}
        onChange={next => {
          setName(next)
          const other = clocks.find(clock => clock.name === next)
          if (other) setUntil(toField(suggested(other.deadline), zone))
        }}
        options={clocks.map(clock => ({
          value: clock.name,
          label: sayCode(say, 'ticket.clock', clock.name),
        }))}
      />
      {chosen && (
        <p className="muted">
          {say('ticket.act.now', { time: dateTime(chosen.deadline, zone), rule: chosen.rule })}
        </p>
      )}
      <TimeField label={say('ticket.act.newDeadline')} value={until} onChange={setUntil} />
      {!later && until !== '' && <p role="alert">{say('ticket.act.notLater')}</p>}
      <Field label={say('ticket.act.reason')} value={reason} onChange={setReason} required long autoFocus />
      <label className={style.told}>
        <input type="checkbox" checked={told} onChange={event => setTold(event.target.checked)} />{' '}
        {say('ticket.act.customerTold')}
      </label>
      {failure !== undefined && <Failed error={failure} />}
      <DialogButtons>
        <Button onPress={close}>{say('alarm.cancel')}</Button>
        <Button
          look="strong"
          isDisabled={busy || !later || reason.trim() === ''}
          onPress={() =>
            void send('extend', {
              clock: name,
              deadline,
              reason: reason.trim(),
              ...(told ? { customerTold: true } : {}),
            })
          }
        >
          {say('ticket.act.extend')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

/** An hour more, to the full five minutes. */
const suggested = (deadline: Instant): Instant =>
  Math.ceil((deadline + 60 * MINUTE) / (5 * MINUTE)) * 5 * MINUTE

function Pause({ view, close }: { view: TicketView; close(): void }) {
  const say = useSay()
  const zone = useTimeZone()
  const [why, setWhy] = useState('')
  const [until, setUntil] = useState('')
  const { failure, busy, send } = useSend(view.ticket.id, close)
  const end = fromField(until, zone)
  const wrong = until !== '' && (end === undefined || end <= serverClock.now())
  return (
    <Dialog title={say('ticket.act.pause')} close={close}>
      <p>{say('ticket.act.pauseMeans')}</p>
      <Field label={say('ticket.act.reason')} value={why} onChange={setWhy} required long autoFocus />
      <TimeField label={say('ticket.act.until')} value={until} onChange={setUntil} />
      {wrong && <p role="alert">{say('ticket.act.notFuture')}</p>}
      {failure !== undefined && <Failed error={failure} />}
      <DialogButtons>
        <Button onPress={close}>{say('alarm.cancel')}</Button>
        <Button
          look="strong"
          isDisabled={busy || wrong || why.trim() === ''}
          onPress={() =>
            void send('pause', { why: why.trim(), ...(end === undefined ? {} : { until: end }) })
          }
        >
          {say('ticket.act.pause')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
