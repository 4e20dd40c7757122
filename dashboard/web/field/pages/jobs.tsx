import type { TicketView } from '../../../../model/ticket.ts'
import { shortTime } from '../../format/instant.ts'
import { sayCode, useSay } from '../../i18n/hooks.ts'
import { isWaiting } from '../outbox/entry.ts'
import { Due, useJobWords, useSiteNow, useTimeZone } from '../parts.tsx'
import { useMeasured } from '../position/measure.ts'
import { metresBetween } from '../position/position.ts'
import { goTo } from '../route.ts'
import { useField } from '../state.ts'
import { standing } from '../work/ahead.ts'
import { byDeadline, isMine } from '../work/mine.ts'
import style from './jobs.module.css'

/** My jobs by their next deadline; everybody else's open ones below. */
export function JobsPage() {
  const say = useSay()
  const zone = useTimeZone()
  const now = useSiteNow()
  const { tickets, session, entries, readAt, online } = useField()
  if (!session) return null
  const open = byDeadline(tickets, now)
  const mine = open.filter(view => isMine(view, session.actor, entries))
  const others = open.filter(view => !mine.includes(view))
  return (
    <>
      <h1 className={style.title}>{say('field.jobs.mine', { n: mine.length })}</h1>
      {mine.length === 0 && <p className="muted">{say('field.jobs.none')}</p>}
      <ul className={style.list}>
        {mine.map(view => (
          <Card key={view.ticket.id} view={view} />
        ))}
      </ul>
      {others.length > 0 && (
        <details className={style.others}>
          <summary>{say('field.jobs.others', { n: others.length })}</summary>
          <ul className={style.list}>
            {others.slice(0, 50).map(view => (
              <Card key={view.ticket.id} view={view} />
            ))}
          </ul>
        </details>
      )}
      {readAt !== undefined && (
        <p className="muted">
          {say(online ? 'field.jobs.readAt' : 'field.jobs.asOf', { time: shortTime(readAt, zone) })}
        </p>
      )}
    </>
  )
}

function Card({ view }: { view: TicketView }) {
  const say = useSay()
  const words = useJobWords()
  const { ticket } = view
  const entries = useField(state => state.entries)
  const kept = useField(state => state.kept[ticket.id])
  const position = useMeasured(state => state.position)
  const waiting = entries.filter(entry => entry.ticket === ticket.id && isWaiting(entry)).length
  const next = kept ? standing(kept, entries).next : view.next.at(-1)
  const away = position && ticket.at ? metresBetween(position.at, ticket.at) : undefined
  return (
    <li>
      <button type="button" className={style.card} onClick={() => goTo({ page: 'job', ticket: ticket.id })}>
        <strong>
          {words.what(view)} <span className={style.where}>{words.where(view)}</span>
        </strong>
        <span className={style.due}>
          <Due view={view} />
        </span>
        <span className={style.small}>
          {[
            ticket.id,
            next && say('field.jobs.next', { step: sayCode(say, 'ticket.step', next.step) }),
            away !== undefined &&
              (away < 950 ? `${Math.round(away / 10) * 10} m` : `${(away / 1_000).toFixed(1)} km`),
            waiting > 0 && say('field.waiting', { count: waiting }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </button>
    </li>
  )
}
