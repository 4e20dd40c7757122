import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TicketView } from '../../../model/ticket.ts'
import { Icon } from '../app/icon.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime, nearTime } from '../format/instant.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { useNowIn } from '../live/hooks.ts'
import { usePersonNames } from '../people/names.ts'
import { letterOf } from '../trace/letters.ts'
import { isolationQuery } from '../trace/queries.ts'
import style from './detail-page.module.css'
import type { TicketStory } from './story.ts'
import { valveState, valveWords } from './valve-words.ts'

/** Other tickets this one belongs with, each with why. */
export function Related({ view }: { view: TicketView }) {
  const say = useSay()
  const { related = [], mergedInto } = view.ticket
  if (related.length === 0 && mergedInto === undefined) return null
  return (
    <section className={style.panel}>
      <h2>{say('ticket.related')}</h2>
      <ul className={style.alarms}>
        {mergedInto !== undefined && (
          <li>
            <strong>{say('ticket.mergedInto')}</strong>
            <Link to="/tickets/$id" params={{ id: mergedInto }} search={true as never}>
              {mergedInto}
            </Link>
          </li>
        )}
        {related.map(({ ticket, why }) => (
          <li key={`${ticket}${why}`}>
            <strong>{say(`ticket.relation.${why}`)}</strong>
            <Link to="/tickets/$id" params={{ id: ticket }} search={true as never}>
              {ticket}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The valves of the shut-off with what crews said of each: nothing unheard is called closed. */
export function Valves({ view, story }: { view: TicketView; story: TicketStory | undefined }) {
  const say = useSay()
  const zone = useTimeZone()
  const now = useNowIn(60_000)
  const person = usePersonNames()
  const { pipe, steps } = view.ticket
  const words = valveWords(story?.tasks)
  const failing = [...words].filter(([, { finding }]) => finding === 'notClosed' || finding === 'inoperable')
  const without = failing.map(([id]) => id).sort()
  const plan = useQuery({ ...isolationQuery(pipe ?? '', without), enabled: pipe !== undefined }).data
  if (pipe === undefined || !plan) return null
  const onSite = steps.some(({ step }) => step === 'arrived')
  const rows = [
    ...plan.close.map(({ id }) => id),
    ...without.filter(id => !plan.close.some(one => one.id === id)),
  ]
  return (
    <section className={style.panel}>
      <h2>
        {say('ticket.valves', {
          n: plan.close.filter(({ id }) => words.get(id)?.finding === 'closed').length,
          of: plan.close.length,
        })}
      </h2>
      <ul className={style.valves}>
        {rows.map((id, i) => {
          const word = words.get(id)
          const state = valveState(word, onSite)
          return (
            <li key={id} data-state={state}>
              <b>{i < plan.close.length ? letterOf(i) : '–'}</b>
              <span>{id}</span>
              <strong>{say(`ticket.valve.${state}`)}</strong>
              {word && (
                <span className="muted">
                  {person(word.by)} {nearTime(word.at, now, zone)}
                  {word.received - word.at > 60_000 &&
                    ` · ${say('ticket.heard', { time: nearTime(word.received, now, zone) })}`}
                  {word.note && ` · ${word.note}`}
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Photos and papers. */
export function Attachments({ story }: { story: TicketStory | undefined }) {
  const say = useSay()
  const zone = useTimeZone()
  const person = usePersonNames()
  const files = story?.attachments ?? []
  if (files.length === 0) return null
  return (
    <section className={style.panel}>
      <h2>{say('ticket.files', { n: files.length })}</h2>
      <ul className={style.files}>
        {files.map(({ sha256, name, type, at, by, step }) => (
          <li key={sha256}>
            <a href={`/api/v1/attachments/${sha256}`} target="_blank" rel="noreferrer">
              {type.startsWith('image/') ? (
                <img src={`/api/v1/attachments/${sha256}`} alt={name} loading="lazy" />
              ) : (
                <Icon name="tickets" />
              )}
            </a>
            <small className="muted">
              {step && sayCode(say, 'ticket.step', step)} {dateTime(at, zone)} {person(by)}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** When its clocks stood still or were prolonged, by whom and why; and follow-up work that was done. */
export function Besides({ story }: { story: TicketStory | undefined }) {
  const say = useSay()
  const zone = useTimeZone()
  const person = usePersonNames()
  const { pauses = [], extensions = [], moves = [], reports = [] } = story ?? {}
  const tasks = (story?.tasks ?? []).filter(({ task }) => task !== 'valve')
  const lines = [
    ...pauses.map(({ from, to, until, by, why }) => ({
      at: from,
      text: say('ticket.log.paused', { by: person(by), why }),
      more:
        to !== undefined
          ? say('ticket.log.resumed', { time: dateTime(to, zone) })
          : until !== undefined
            ? say('ticket.pausedUntil', { time: dateTime(until, zone) })
            : '',
    })),
    ...extensions.map(({ at, by, clock, deadline, reason }) => ({
      at,
      text: say('ticket.log.extended', {
        by: person(by),
        clock: sayCode(say, 'ticket.clock', clock),
        time: dateTime(deadline, zone),
      }),
      more: reason,
    })),
    ...moves.map(({ at, by, move, note = '' }) => ({
      at,
      text: `${sayCode(say, 'ticket.move', move)} ${person(by)}`,
      more: note,
    })),
    ...tasks.map(({ at, by, task, note = '' }) => ({
      at,
      text: `${sayCode(say, 'ticket.missing', task)} ${person(by)}`,
      more: note,
    })),
    ...reports.map(({ at, by, source, reporter, content = '' }) => ({
      at,
      text: say('ticket.log.reported', {
        by: reporter ?? person(by),
        source: sayCode(say, 'ticket.source', source),
      }),
      more: content,
    })),
  ].sort((a, b) => a.at - b.at)
  if (lines.length === 0) return null
  return (
    <section className={style.panel}>
      <h2>{say('ticket.log.title')}</h2>
      <ol className={style.done}>
        {lines.map(({ at, text, more }) => (
          <li key={`${at}${text}`}>
            <Icon name="check" size={14} />
            <span>{text}</span>
            <time>{dateTime(at, zone)}</time>
            {more && <p>{more}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
