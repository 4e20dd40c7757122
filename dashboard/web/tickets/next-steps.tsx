import { useState } from 'react'
import type { Right } from '../../../model/rights.ts'
import type { Step, TicketView } from '../../../model/ticket.ts'
import { takeStep } from '../api/commands.ts'
import { ApiError, newId } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Icon } from '../app/icon.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { clockTime } from '../format/instant.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { useConnection } from '../live/hooks.ts'
import { clock, tickets } from '../live/stream.ts'
import { useSession } from '../session/rights.ts'
import style from './next-steps.module.css'
import { useTicketWords } from './words.ts'

type Next = TicketView['next'][number]

/** What the step itself brings along, as opposed to what must have been there before. */
const isOwn = (code: string) => code.startsWith('data:')

/**
 * The steps that may come next, the required one first and large. A closed gate is shown with what it wants; what the
 * step itself must bring is asked for.
 */
export function NextSteps({ view, small = false }: { view: TicketView; small?: boolean }) {
  const say = useSay()
  const words = useTicketWords()
  const zone = useTimeZone()
  const session = useSession()
  const { connected } = useConnection()
  const [asking, setAsking] = useState<Next>()
  const [sending, setSending] = useState<Step>()
  const [said, setSaid] = useState<{ step: Step; at?: number; failure?: string; missing?: string[] }>()
  const anyRight = session?.rights.some(right => (right as Right).startsWith('ticket.')) ?? false

  const send = async (step: Step, more: { note?: string; data?: Record<string, unknown> } = {}) => {
    setAsking(undefined)
    setSending(step)
    setSaid(undefined)
    try {
      const answer = await takeStep(view.ticket.id, { step, id: newId(), ...more })
      if (answer?.ticket) tickets.put(answer)
      setSaid({ step, at: clock.now() })
    } catch (error) {
      setSaid({
        step,
        failure: error instanceof ApiError ? `${error.message} (${error.code})` : String(error),
      })
    } finally {
      setSending(undefined)
    }
  }

  if (view.next.length === 0) return <p className="muted">{say('ticket.closedDone')}</p>
  const shown = small ? view.next.slice(-1) : view.next
  return (
    <div className={style.steps}>
      {shown.map((next, i) => {
        const gates = next.missing.filter(code => !isOwn(code))
        const why = !anyRight
          ? say('ticket.noRight')
          : !connected
            ? say('alarm.offline')
            : gates.length > 0
              ? say('ticket.gate', { list: gates.map(words.missing).join('、') })
              : undefined
        const main = i === shown.length - 1
        return (
          <div key={next.step} className={style.step}>
            <Button
              small={small}
              look={main ? 'strong' : 'plain'}
              isDisabled={why !== undefined || sending !== undefined}
              onPress={() => (small && next.missing.length === 0 ? void send(next.step) : setAsking(next))}
              {...(why ? { title: why } : {})}
            >
              {sending === next.step ? say('ticket.sending') : sayCode(say, 'ticket.step', next.step)}
              {!main && !small && <span className={style.optional}>{say('ticket.optional')}</span>}
            </Button>
            {gates.length > 0 && (
              <span className={style.gate}>
                <Icon name="locked" size={13} />{' '}
                {say('ticket.gate', { list: gates.map(words.missing).join('、') })}
              </span>
            )}
          </div>
        )
      })}
      {said && (
        <p className={style.said} role="status">
          {said.failure
            ? say('ticket.failed', { detail: said.failure })
            : `${sayCode(say, 'ticket.step', said.step)}　${say('ticket.confirmedAt', { time: clockTime(said.at ?? 0, zone) })}`}
        </p>
      )}
      {asking && <StepForm next={asking} close={() => setAsking(undefined)} send={send} />}
    </div>
  )
}

interface StepFormProps {
  next: Next
  close(): void
  send(step: Step, more: { note?: string; data?: Record<string, unknown> }): Promise<void>
}

function StepForm({ next, close, send }: StepFormProps) {
  const say = useSay()
  const keys = next.missing.filter(isOwn).map(code => code.slice('data:'.length))
  const [data, setData] = useState<Record<string, string>>({})
  const [note, setNote] = useState('')
  const ready = keys.every(key => (data[key] ?? '').trim() !== '')
  const step = sayCode(say, 'ticket.step', next.step)
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
      <Field label={say('ticket.note')} value={note} onChange={setNote} long autoFocus={keys.length === 0} />
      <DialogButtons>
        <Button onPress={close}>{say('alarm.cancel')}</Button>
        <Button
          look="strong"
          isDisabled={!ready}
          onPress={() =>
            void send(next.step, {
              ...(keys.length > 0 ? { data } : {}),
              ...(note.trim() === '' ? {} : { note: note.trim() }),
            })
          }
        >
          {say('ticket.submit', { step })}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
