import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useRef } from 'react'
import { alarmFigures, alarmWords } from '../alarms/describe.ts'
import { type AlarmRow, isStanding, isUnacked } from '../alarms/order.ts'
import { siteQuery } from '../api/queries.ts'
import { Counters } from '../app/counters.tsx'
import { FreshnessChip } from '../app/freshness-chip.tsx'
import { Failed, Loading } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { ServerTime } from '../app/server-time.tsx'
import { useStream } from '../app/use-stream.ts'
import { Badge } from '../badge/badge.tsx'
import { directoryQuery, useDirectory, useNames, useReading, useTimeZone } from '../directory/hooks.ts'
import { nearTime } from '../format/instant.ts'
import { named, useLanguage, useSay } from '../i18n/hooks.ts'
import { useAlarmRows, useNow, useNowIn, useTickets } from '../live/hooks.ts'
import { NextClock } from '../tickets/clock-strip.tsx'
import { ticketRows } from '../tickets/order.ts'
import { useTicketWords } from '../tickets/words.ts'
import style from './page.module.css'
import { usePixelShift, useWatchdog } from './use-watchdog.ts'

const WallMap = lazy(() => import('./map.tsx').then(({ WallMap }) => ({ default: WallMap })))

/** As many as are read from the back of the room. */
const MOST_ALARMS = 6
const MOST_TICKETS = 6

/** The screen on the wall: what is abnormal, what is due, how old it is. Nothing on it can be pressed. */
export function WallPage() {
  const language = useLanguage()
  const say = useSay()
  const frame = useRef<HTMLDivElement>(null)
  const site = useQuery(siteQuery)
  const directory = useQuery(directoryQuery)
  const rows = useAlarmRows()
  const standing = useMemo(() => rows.filter(({ state }) => isStanding(state)), [rows])
  useStream({ sound: false })
  useWatchdog()
  usePixelShift(frame)
  return (
    <div ref={frame} className={style.wall} inert>
      <header className={style.bar}>
        <strong className={style.site}>{named(site.data?.name, language) ?? say('app.name')}</strong>
        <Counters />
        <FreshnessChip />
        <ServerTime />
      </header>
      <ReconnectingBar />
      <div className={style.map}>
        {site.data && directory.data ? (
          <Suspense fallback={<Loading />}>
            <WallMap site={site.data} directory={directory.data} rows={standing} />
          </Suspense>
        ) : site.error || directory.error ? (
          <Failed error={site.error ?? directory.error} />
        ) : (
          <Loading />
        )}
      </div>
      <Due />
      <ul className={style.alarms} aria-label={say('alarm.title')}>
        {standing.slice(0, MOST_ALARMS).map(row => (
          <Line key={row.alarm.id} row={row} />
        ))}
        {standing.length === 0 && <li className={style.calm}>{say('alarm.none')}</li>}
        {standing.length > MOST_ALARMS && (
          <li className={style.calm}>{say('wall.more', { n: standing.length - MOST_ALARMS })}</li>
        )}
      </ul>
    </div>
  )
}

function Line({ row: { alarm, state } }: { row: AlarmRow }) {
  const language = useLanguage()
  const names = useNames()
  const reading = useReading()
  const directory = useDirectory()
  const zone = useTimeZone()
  const now = useNowIn(60_000)
  const point = alarm.point ? directory?.points.get(alarm.point) : undefined
  return (
    <li className={isUnacked(state) ? style.unacked : ''}>
      <Badge priority={alarm.priority} state={state} unknown={alarm.unknown} size={30} />
      <time>{nearTime(alarm.raisedAt, now, zone)}</time>
      <strong>{names.asset(alarm.asset) || names.zone(alarm.zone) || alarm.subject}</strong>
      <span>{alarmWords(alarm, language)}</span>
      <span className="live">{alarmFigures(alarm, point, reading)}</span>
      <span className={style.zone}>{names.zone(alarm.zone)}</span>
    </li>
  )
}

/** Jobs by what must be done next. */
function Due() {
  const say = useSay()
  const words = useTicketWords()
  const now = useNow()
  const open = ticketRows(useTickets(), now)
  return (
    <section className={style.due} aria-label={say('ticket.title')}>
      <h2>
        {say('ticket.title')} <span>{say('ticket.open', { n: open.length })}</span>
      </h2>
      <ul>
        {open.slice(0, MOST_TICKETS).map(view => (
          <li key={view.ticket.id}>
            <strong>{words.category(view.ticket)}</strong>
            <span>{words.where(view.ticket)}</span>
            <NextClock view={view} />
          </li>
        ))}
      </ul>
      {open.length === 0 && <p className={style.calm}>{say('ticket.none')}</p>}
    </section>
  )
}
