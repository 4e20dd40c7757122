import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { TicketView } from '../../../model/ticket.ts'
import { alarmWords } from '../alarms/describe.ts'
import { ticketQuery } from '../api/queries.ts'
import { ApiError } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { Failed, Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { Badge } from '../badge/badge.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { dateTime, nearTime } from '../format/instant.ts'
import { sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { useAlarmRows, useNowIn, useTickets } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { usePersonNames } from '../people/names.ts'
import { useGo } from '../url/hooks.ts'
import { CallCustomer } from './call-customer.tsx'
import { ClockActions } from './clock-actions.tsx'
import { NextClock } from './clock-strip.tsx'
import { ClockTable } from './clock-table.tsx'
import style from './detail-page.module.css'
import { Merge } from './merge.tsx'
import { NextSteps } from './next-steps.tsx'
import { useStory } from './story.ts'
import { Attachments, Besides, Related, Valves } from './story-panels.tsx'
import { useTicketWords } from './words.ts'

/** One job: its clocks, what may be done next, what was done by whom. */
export function TicketPage() {
  const say = useSay()
  const { id } = useParams({ from: '/tickets/$id' })
  const { tickets, live: present } = useScene()
  const live = useTickets().find(view => view.ticket.id === id)
  const asked = useQuery({ ...ticketQuery(id), enabled: present && tickets.loaded && live === undefined })
  const view = live ?? asked.data
  if (view) return <Detail view={view} />
  // What is known of a ticket now was not known then.
  if (!present && tickets.loaded) return <PanelState icon="warn" title={say('ticket.notThen', { id })} />
  if (asked.error instanceof ApiError && asked.error.status === 404)
    return <PanelState icon="warn" title={say('ticket.unknown', { id })} />
  if (asked.error) return <Failed error={asked.error} retry={() => void asked.refetch()} />
  return <Loading />
}

function Detail({ view }: { view: TicketView }) {
  const say = useSay()
  const go = useGo()
  const words = useTicketWords()
  const names = useNames()
  const person = usePersonNames()
  const zone = useTimeZone()
  const { ticket } = view
  const story = useStory(view)
  return (
    <article className={style.page}>
      <header className={style.head}>
        <Button look="bare" onPress={() => go.to('/tickets')} aria-label={say('ticket.back')}>
          <Icon name="left" />
        </Button>
        <div className={style.title}>
          <h1>
            {words.category(ticket)}
            {ticket.dn !== undefined && ` ${say('ticket.dn', { n: ticket.dn })}`}{' '}
            <span>{words.where(ticket)}</span>
          </h1>
          <p className="muted">
            {[
              ticket.id,
              words.unit(ticket.unit),
              names.zone(ticket.zone),
              say('ticket.policy', { policy: words.policy(ticket) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <NextClock view={view} big />
      </header>
      <ReconnectingBar />
      <div className={style.body}>
        <div className={style.columns}>
          <div className={style.main}>
            <section className={style.panel}>
              <h2>{say('ticket.nextSteps')}</h2>
              <NextSteps view={view} />
            </section>
            <section className={style.panel}>
              <h2>{say('ticket.clocksTitle')}</h2>
              <ClockTable view={view} />
              <ClockActions view={view} />
            </section>
            <section className={style.panel}>
              <h2>{say('ticket.stepsDone')}</h2>
              <ol className={style.done}>
                {ticket.steps.map(done => (
                  <li key={`${done.step}${done.at}`}>
                    <Icon name="check" size={14} />
                    <strong>{sayCode(say, 'ticket.step', done.step)}</strong>
                    <time>{dateTime(done.at, zone)}</time>
                    <span className="muted">{done.by === 'system' ? '' : person(done.by)}</span>
                    {done.note && <p>{done.note}</p>}
                    {done.data && <Data data={done.data} />}
                  </li>
                ))}
              </ol>
            </section>
            <Besides story={story} />
          </div>
          <aside className={style.side}>
            {ticket.content && (
              <section className={style.panel}>
                <h2>{say('ticket.content')}</h2>
                <p>{ticket.content}</p>
              </section>
            )}
            <CallCustomer ticket={ticket} />
            <Valves view={view} story={story} />
            <Related view={view} />
            <Attachments story={story} />
            <Alarms view={view} />
            <Button onPress={() => go.to(`/tickets/${ticket.id}/print`)}>
              <Icon name="tickets" size={16} /> {say('print.button')}
            </Button>
            <Merge ticket={ticket} />
            <Button onPress={() => go.to('/notices', { sel: ticket.id })}>
              <Icon name="alarms" size={16} /> {say('notice.draft')}
            </Button>
            {(ticket.asset ?? ticket.zone) && (
              <Button onPress={() => go.to('/map', { sel: ticket.asset ?? ticket.zone })}>
                <Icon name="target" size={16} /> {say('ticket.zoom')}
              </Button>
            )}
          </aside>
        </div>
      </div>
    </article>
  )
}

function Data({ data }: { data: Record<string, unknown> }) {
  const say = useSay()
  return (
    <dl className={style.data}>
      {Object.entries(data).map(([key, value]) => (
        <div key={key}>
          <dt>{sayCode(say, 'ticket.missing', key)}</dt>
          <dd>{dataWords(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A piece of a step's data as text; a position as a place with its datum and how sure it is. */
function dataWords(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'object' || value === null) return value === true ? '✓' : String(value)
  const { at, accuracy, datum, why } = value as Record<string, unknown>
  if (!Array.isArray(at)) return JSON.stringify(value)
  const place = `${Number(at[1]).toFixed(5)}, ${Number(at[0]).toFixed(5)} ${String(datum ?? '').toUpperCase()}`
  return `${place}${accuracy === undefined ? '' : ` ±${accuracy} m`}${why === undefined ? '' : ` (${why})`}`
}

function Alarms({ view }: { view: TicketView }) {
  const say = useSay()
  const language = useLanguage()
  const names = useNames()
  const zone = useTimeZone()
  const now = useNowIn(60_000)
  const rows = useAlarmRows().filter(({ alarm }) => view.ticket.alarms.includes(alarm.id))
  const gone = view.ticket.alarms.filter(id => !rows.some(({ alarm }) => alarm.id === id))
  if (view.ticket.alarms.length === 0) return null
  return (
    <section className={style.panel}>
      <h2>{say('ticket.alarms')}</h2>
      <ul className={style.alarms}>
        {rows.map(({ alarm, state }) => (
          <li key={alarm.id}>
            <Badge priority={alarm.priority} state={state} unknown={alarm.unknown} />
            <Link to="/map" search={(before: object) => ({ ...before, sel: alarm.asset ?? alarm.zone })}>
              {alarmWords(alarm, language)}
            </Link>
            <span className="muted">
              {names.asset(alarm.asset)} {nearTime(alarm.raisedAt, now, zone)}
            </span>
          </li>
        ))}
        {gone.map(id => (
          <li key={id} className="muted">
            <Icon name="check" size={14} /> {alarmWords({ kind: id.split('/')[0] ?? id, code: id }, language)}{' '}
            {id.slice(id.indexOf('/') + 1)}
          </li>
        ))}
      </ul>
    </section>
  )
}
