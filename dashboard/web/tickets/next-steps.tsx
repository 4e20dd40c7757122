import { useState } from 'react'
import type { TicketView } from '../../../model/ticket.ts'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { clockTime } from '../format/instant.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import style from './next-steps.module.css'
import { isOwn, type Next, StepForm } from './step-form.tsx'
import { type StepSaid, useStep, useWhyNoSteps } from './use-step.ts'
import { useTicketWords } from './words.ts'

/**
 * The steps that may come next, the required one first and large. A closed gate is shown with what it wants; what the
 * step itself must bring is asked for.
 */
export function NextSteps({ view, small = false }: { view: TicketView; small?: boolean }) {
  const say = useSay()
  const words = useTicketWords()
  const [asking, setAsking] = useState<Next>()
  const { sending, said, send } = useStep()
  const no = useWhyNoSteps()
  if (view.next.length === 0) return <p className="muted">{say('ticket.closedDone')}</p>
  const shown = small ? view.next.slice(-1) : view.next
  const begin = (next: Next) =>
    small && next.missing.length === 0 ? void send(view.ticket.id, next.step) : setAsking(next)
  return (
    <div className={style.steps}>
      {shown.map((next, i) => {
        const gates = next.missing.filter(code => !isOwn(code))
        const gate =
          gates.length > 0 ? say('ticket.gate', { list: gates.map(words.missing).join('、') }) : undefined
        const why = no ?? gate
        const main = i === shown.length - 1
        return (
          <div key={next.step} className={style.step}>
            <Button
              small={small}
              look={main ? 'strong' : 'plain'}
              isDisabled={why !== undefined || sending !== undefined}
              onPress={() => begin(next)}
              {...(why ? { title: why } : {})}
            >
              {sending === next.step ? say('ticket.sending') : sayCode(say, 'ticket.step', next.step)}
              {!main && !small && <span className={style.optional}>{say('ticket.optional')}</span>}
            </Button>
            {gate && (
              <span className={style.gate}>
                <Icon name="locked" size={13} /> {gate}
              </span>
            )}
          </div>
        )
      })}
      {said && <Said said={said} />}
      {asking && (
        <StepForm
          next={asking}
          close={() => setAsking(undefined)}
          send={async (step, more) => {
            setAsking(undefined)
            await send(view.ticket.id, step, more)
          }}
        />
      )}
    </div>
  )
}

/** What became of a step. */
export function Said({ said }: { said: StepSaid }) {
  const say = useSay()
  const zone = useTimeZone()
  return (
    <p className={style.said} role="status">
      {said.failure
        ? say('ticket.failed', { detail: said.failure })
        : `${sayCode(say, 'ticket.step', said.step)}　${say('ticket.confirmedAt', { time: clockTime(said.at ?? 0, zone) })}`}
    </p>
  )
}
