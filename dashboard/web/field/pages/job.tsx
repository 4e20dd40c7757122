import { useEffect, useState } from 'react'
import type { TicketView } from '../../../../model/ticket.ts'
import { nearTime } from '../../format/instant.ts'
import { named, sayCode, useLanguage, useSay } from '../../i18n/hooks.ts'
import { look as lookAt } from '../engine.ts'
import look from '../look.module.css'
import { Due, Panel, Sign, Tap, useJobWords, usePersonName, useSiteNow, useTimeZone } from '../parts.tsx'
import { followPosition, useMeasured } from '../position/measure.ts'
import { bearing, metresBetween, navigateTo } from '../position/position.ts'
import { goTo } from '../route.ts'
import { useField } from '../state.ts'
import { type AheadStep, type Kept, standing } from '../work/ahead.ts'
import { AreaPanel } from './area.tsx'
import { useGateWords } from './gates.ts'
import style from './job.module.css'
import { PhotosPanel } from './photos.tsx'
import { StepSheet } from './step-sheet.tsx'
import { ValvesPanel } from './valves.tsx'

/** One job: the next step at the thumb, everything one needs on site above it. */
export function JobPage({ id }: { id: string }) {
  const say = useSay()
  const kept = useField(state => state.kept[id])
  const view = useField(state => state.tickets.find(({ ticket }) => ticket.id === id))
  useEffect(() => {
    void lookAt(id)
    return followPosition()
  }, [id])
  // What was read without its whole story still says what comes next.
  const shown: Kept | undefined = kept ?? (view && { ...view, ahead: view.next, tasks: [], attachments: [] })
  if (!shown) return <p>{say('field.job.unknown', { id })}</p>
  return <Job kept={shown} live={view ?? shown} />
}

function Job({ kept, live }: { kept: Kept; live: TicketView }) {
  const say = useSay()
  const words = useJobWords()
  const entries = useField(state => state.entries)
  const [doing, setDoing] = useState<AheadStep>()
  const gates = useGateWords()
  const { ticket } = kept
  const { next, others, pending } = standing(kept, entries)
  const blocked = next ? gates.before(next) : []
  return (
    <article className={style.job}>
      <header className={style.head}>
        <Tap look="bare" aria-label={say('field.back')} onClick={() => goTo({ page: 'jobs' })}>
          <Sign name="back" />
        </Tap>
        <div>
          <h1>{words.what(kept)}</h1>
          <p>{words.where(kept)}</p>
          <p className="muted">{ticket.id}</p>
        </div>
      </header>
      <p className={style.due}>
        <Due view={live} />
      </p>
      <Ways kept={kept} />
      {ticket.content && (
        <Panel title={say('ticket.content')}>
          <p>{ticket.content}</p>
        </Panel>
      )}
      <ValvesPanel kept={kept} />
      <PhotosPanel kept={kept} />
      <AreaPanel kept={kept} />
      <Story kept={kept} />
      {others.length > 0 && (
        <details className={style.others}>
          <summary>{say('field.job.others', { n: others.length })}</summary>
          <div className={look.stack}>
            {others.map(step => (
              <Tap key={step.step} wide onClick={() => setDoing(step)}>
                {sayCode(say, 'ticket.step', step.step)}
              </Tap>
            ))}
          </div>
        </details>
      )}
      <div className={style.next}>
        {pending.length > 0 && (
          <p>
            <Sign name="wait" /> {say('field.job.pending', { count: pending.length })}
          </p>
        )}
        {next ? (
          <>
            {blocked.length > 0 && <p>{say('ticket.gate', { list: blocked.join(say('field.comma')) })}</p>}
            <Tap look="huge" onClick={() => setDoing(next)}>
              {sayCode(say, 'ticket.step', next.step)}
            </Tap>
          </>
        ) : (
          <p>{say('ticket.closedDone')}</p>
        )}
      </div>
      {doing && <StepSheet kept={kept} step={doing} close={() => setDoing(undefined)} />}
    </article>
  )
}

/** How to get there and whom to call. */
function Ways({ kept: { ticket } }: { kept: Kept }) {
  const say = useSay()
  const language = useLanguage()
  const position = useMeasured(state => state.position)
  const name = named(ticket.address, language) ?? ticket.id
  const phone =
    ticket.contact && /^[\d\s+()-]{3,}$/.test(ticket.contact) ? ticket.contact.replace(/\s/g, '') : undefined
  const away = position && ticket.at ? metresBetween(position.at, ticket.at) : undefined
  return (
    <div className={look.row}>
      {phone && (
        <a className={look.button} href={`tel:${phone}`}>
          <Sign name="call" /> {say('field.job.call')}
          {ticket.contactWindow && <small> {ticket.contactWindow}</small>}
        </a>
      )}
      {ticket.at && (
        <a className={look.button} href={navigateTo(ticket.at, name, navigator.userAgent)}>
          <Sign name="way" /> {say('field.job.navigate')}
          {away !== undefined && position && ticket.at && (
            <small>
              {away < 950 ? `${Math.round(away)} m` : `${(away / 1_000).toFixed(1)} km`}{' '}
              {say(`field.compass.${compass(bearing(position.at, ticket.at))}`)}
            </small>
          )}
        </a>
      )}
    </div>
  )
}

const compass = (degrees: number): string =>
  (['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const)[Math.round(degrees / 45) % 8]!

function Story({ kept }: { kept: Kept }) {
  const say = useSay()
  const zone = useTimeZone()
  const now = useSiteNow()
  const person = usePersonName()
  const entries = useField(state => state.entries)
  const { done, pending } = standing(kept, entries)
  return (
    <Panel title={say('ticket.stepsDone')}>
      <ol className={style.story}>
        {done.map(({ step, at, received, by }) => (
          <li key={step}>
            <Sign name="check" />
            <span>
              <strong>{sayCode(say, 'ticket.step', step)}</strong> {nearTime(at, now, zone)}{' '}
              <span className="muted">
                {by === 'system' ? '' : person(by)}
                {received - at > 60_000 &&
                  ` · ${say('field.job.heard', { time: nearTime(received, now, zone) })}`}
              </span>
            </span>
          </li>
        ))}
        {pending.map(({ step, at, refused }) => (
          <li key={step} data-pending>
            <Sign name={refused ? 'warn' : 'wait'} />
            <span>
              <strong>{sayCode(say, 'ticket.step', step)}</strong> {nearTime(at, now, zone)}{' '}
              <span className="muted">{say(refused ? 'field.outbox.refused' : 'field.job.unconfirmed')}</span>
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
