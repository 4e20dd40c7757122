import { useQuery } from '@tanstack/react-query'
import type { TicketClock, TicketView } from '../../../model/ticket.ts'
import { policyQuery } from '../api/queries.ts'
import { useTimeZone } from '../directory/hooks.ts'
import { countdown, span } from '../format/duration.ts'
import { nearTime } from '../format/instant.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { useNow } from '../live/hooks.ts'
import { usePersonNames } from '../people/names.ts'
import style from './clock-table.module.css'
import { type StripClock, stripClock } from './strip.ts'

/** Every clock with the rule it comes from, what started it and how it ended: nothing about a limit is a secret. */
export function ClockTable({ view }: { view: TicketView }) {
  const say = useSay()
  const now = useNow()
  const zone = useTimeZone()
  const person = usePersonNames()
  const time = (at: number | undefined) => (at === undefined ? '' : nearTime(at, now, zone))
  return (
    <div className={style.scroll}>
      <table className={style.table}>
        <thead>
          <tr>
            {(['clock', 'state', 'limit', 'start', 'deadline', 'rule'] as const).map(column => (
              <th key={column} scope="col">
                {say(`ticket.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.clocks.map(clock => {
            const one = stripClock(clock, now)
            return (
              <tr key={`${clock.name}${clock.rule}`} className={style[clock.state]}>
                <th scope="row">{sayCode(say, 'ticket.clock', clock.name)}</th>
                <td>
                  <State one={one} person={person} />
                </td>
                <td>{clock.budget === undefined ? '' : span(clock.budget)}</td>
                <td>{time(clock.startedAt)}</td>
                <td>{time(clock.deadline)}</td>
                <td className="muted">
                  {clock.rule}
                  {clock.level === 'should' && ` · ${say('ticket.should')}`}
                  {clock.assumed && (
                    <span className={style.assumed} title={say('ticket.assumed')}>
                      *
                    </span>
                  )}
                  <Origin clock={clock} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {view.clocks.some(clock => clock.assumed) && <p className={style.note}>* {say('ticket.assumed')}</p>}
    </div>
  )
}

function State({
  one: { clock, left, took, pressure },
  person,
}: {
  one: StripClock
  person: (id: string) => string
}) {
  const say = useSay()
  const words = say(`ticket.clockState.${clock.state}`)
  if (left !== undefined)
    return (
      <span className={`${style.pill} ${style[pressure]}`}>
        {left < 0 ? '+' : ''}
        {countdown(left)}
      </span>
    )
  if (clock.paused)
    return (
      <>
        ‖ {words} · {say('ticket.pausedBy', { ...clock.paused, by: person(clock.paused.by) })}
      </>
    )
  return <>{took === undefined ? words : `${words} ${span(took)}`}</>
}

/** Where the rule stands, and what starts and ends the clock. */
function Origin({ clock }: { clock: TicketClock }) {
  const say = useSay()
  const rules = useQuery(policyQuery).data?.clocks
  const rule = rules?.find(one => one.name === clock.name && one.rule === clock.rule)
  if (!rule) return null
  const event = (name: string) => sayCode(say, 'ticket.event', name)
  return (
    <small className={style.origin}>
      {say('ticket.origin', { article: rule.article, from: event(rule.from), until: event(rule.until) })}
    </small>
  )
}
