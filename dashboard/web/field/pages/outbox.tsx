import { useState } from 'react'
import { nearTime } from '../../format/instant.ts'
import { sayCode, useSay } from '../../i18n/hooks.ts'
import { discard, hurry, tryAgain } from '../engine.ts'
import look from '../look.module.css'
import type { Entry } from '../outbox/entry.ts'
import { isWaiting } from '../outbox/entry.ts'
import { Sign, Tap, usePersonName, useSiteNow, useTimeZone } from '../parts.tsx'
import { goTo } from '../route.ts'
import { useField } from '../state.ts'
import style from './outbox.module.css'

/** Everything done on this phone that the server has not confirmed, each with what stands in its way. */
export function OutboxPage() {
  const say = useSay()
  const entries = useField(state => state.entries)
  const waiting = entries.filter(isWaiting)
  const settled = entries.filter(entry => !isWaiting(entry)).sort((a, b) => b.seq - a.seq)
  return (
    <>
      <h1 className={style.title}>{say('field.outbox.title', { count: waiting.length })}</h1>
      <p className="muted">{say('field.outbox.promise')}</p>
      {waiting.length > 0 && (
        <Tap look="strong" wide onClick={() => void hurry()}>
          {say('field.outbox.now')}
        </Tap>
      )}
      <ul className={look.stack}>
        {waiting.map(entry => (
          <Waiting key={entry.id} entry={entry} />
        ))}
      </ul>
      {settled.length > 0 && (
        <>
          <h2 className={style.title}>{say('field.outbox.settled')}</h2>
          <ul className={look.stack}>
            {settled.map(entry => (
              <Settled key={entry.id} entry={entry} />
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** What was done, in words. */
function useDeed(): (entry: Entry) => string {
  const say = useSay()
  return ({ act }) => {
    if (act.kind === 'step') return sayCode(say, 'ticket.step', act.step)
    if (act.kind === 'photo') return say('field.outbox.photo', { n: Math.ceil(act.bytes / 1024) })
    return say('field.outbox.valve', { valve: act.valve, finding: say(`field.valve.${act.finding}`) })
  }
}

function Head({ entry }: { entry: Entry }) {
  const say = useSay()
  const deed = useDeed()
  const zone = useTimeZone()
  const now = useSiteNow()
  return (
    <>
      <strong>
        <Sign name={entry.state === 'done' ? 'check' : entry.state === 'refused' ? 'warn' : 'wait'} />
        {deed(entry)}
      </strong>
      <button
        type="button"
        className={style.ticket}
        onClick={() => goTo({ page: 'job', ticket: entry.ticket })}
      >
        {entry.ticket}
      </button>
      <span className="muted">{say('field.outbox.doneAt', { time: nearTime(entry.at, now, zone) })}</span>
    </>
  )
}

function Waiting({ entry }: { entry: Entry }) {
  const say = useSay()
  const person = usePersonName()
  const me = useField(state => state.session?.actor.id)
  const [sure, setSure] = useState(false)
  const { trouble, tries, state, by } = entry
  return (
    <li className={style.entry} data-state={state}>
      <Head entry={entry} />
      <span>
        {by !== me
          ? say('field.outbox.of', { name: person(by) })
          : state === 'refused'
            ? say('field.outbox.refused')
            : say('field.outbox.waiting')}
        {tries > 0 && ` · ${say('field.outbox.tries', { count: tries })}`}
      </span>
      {trouble && (
        <span>
          {sayCode(say, 'field.code', trouble.code)}
          {state === 'refused' && <small className="muted"> {trouble.message}</small>}
        </span>
      )}
      {state === 'refused' && (
        <div className={look.row}>
          <Tap onClick={() => void tryAgain(entry.id)}>{say('field.outbox.again')}</Tap>
          {sure ? (
            <Tap onClick={() => void discard(entry.id)}>{say('field.outbox.reallyDiscard')}</Tap>
          ) : (
            <Tap onClick={() => setSure(true)}>{say('field.outbox.discard')}</Tap>
          )}
        </div>
      )}
    </li>
  )
}

function Settled({ entry }: { entry: Entry }) {
  const say = useSay()
  const zone = useTimeZone()
  const now = useSiteNow()
  const person = usePersonName()
  const { first, settledAt } = entry
  return (
    <li className={style.entry} data-state={first ? 'first' : 'done'}>
      <Head entry={entry} />
      {first ? (
        <>
          <span>
            {say('field.outbox.first', { name: person(first.by), time: nearTime(first.at, now, zone) })}
          </span>
          <Tap onClick={() => void discard(entry.id)}>{say('field.outbox.seen')}</Tap>
        </>
      ) : (
        settledAt !== undefined && (
          <span>{say('field.outbox.confirmed', { time: nearTime(settledAt, now, zone) })}</span>
        )
      )}
    </li>
  )
}
