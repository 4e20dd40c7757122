import type { TicketClock, TicketView } from '../../../model/ticket.ts'
import { useTimeZone } from '../directory/hooks.ts'
import { countdown, span } from '../format/duration.ts'
import { nearTime } from '../format/instant.ts'
import { type Say, sayCode, useSay } from '../i18n/hooks.ts'
import { useNow } from '../live/hooks.ts'
import style from './clock-strip.module.css'
import { nextDue, type StripClock, stripClock } from './strip.ts'

const MARK: Record<TicketClock['state'], string> = {
  waiting: '',
  running: '',
  paused: '‖',
  met: '✓',
  breached: '',
  breachedDone: '✓',
  exempt: '–',
}

/** All clocks of a ticket in a line; only the next one due is large, beside it. */
export function ClockStrip({ view }: { view: Pick<TicketView, 'clocks'> }) {
  const say = useSay()
  const now = useNow()
  const zone = useTimeZone()
  return (
    <ul className={style.strip}>
      {view.clocks.map(clock => {
        const one = stripClock(clock, now)
        return (
          <li
            key={`${clock.name}${clock.rule}`}
            className={`${style.clock} ${style[clock.state]} ${one.pressure === 'calm' ? '' : style[`edge-${one.pressure}`]}`}
            title={explain(one, say, now, zone)}
          >
            <span className={style.name}>{sayCode(say, 'ticket.clock', clock.name)}</span>
            {(MARK[clock.state] || figure(one)) && (
              <span className={style.value}>
                {MARK[clock.state]} {figure(one)}
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** The next clock due, large, with how much of its time is used up. */
export function NextClock({ view, big = false }: { view: Pick<TicketView, 'clocks'>; big?: boolean }) {
  const say = useSay()
  const now = useNow()
  const zone = useTimeZone()
  const next = nextDue(view.clocks, now)
  if (!next || next.left === undefined) return <span className="muted">{say('ticket.noClock')}</span>
  return (
    <span
      className={`${style.next} ${style[next.pressure]} ${big ? style.big : ''}`}
      title={explain(next, say, now, zone)}
    >
      <span className={style.name}>{sayCode(say, 'ticket.clock', next.clock.name)}</span>
      <strong className={style.left}>
        {next.left < 0 ? '+' : ''}
        {countdown(next.left)}
      </strong>
      <span className={style.gauge} aria-hidden="true">
        <i style={{ width: `${Math.round((next.spent ?? 1) * 100)}%` }} />
      </span>
    </span>
  )
}

function figure({ clock, left, took }: StripClock): string {
  if (clock.state === 'waiting') return clock.budget ? span(clock.budget) : ''
  if (clock.state === 'exempt') return ''
  if (took !== undefined) return span(took)
  if (clock.state === 'paused') return clock.budget ? span(clock.budget) : ''
  if (left === undefined) return '–'
  return left < 0 ? `+${countdown(left)}` : countdown(left)
}

/** Why the clock stands where it stands: the rule, its start, its end. */
function explain({ clock, left, took }: StripClock, say: Say, now: number, zone: string): string {
  const time = (at: number | undefined) => (at === undefined ? '–' : nearTime(at, now, zone))
  const parts = [
    `${sayCode(say, 'ticket.clock', clock.name)}：${say(`ticket.clockState.${clock.state}`)}`,
    say('ticket.rule', { rule: clock.rule }),
  ]
  if (clock.budget !== undefined) parts.push(say('ticket.budget', { span: span(clock.budget) }))
  if (clock.startedAt !== undefined) parts.push(say('ticket.started', { time: time(clock.startedAt) }))
  if (clock.deadline !== undefined) parts.push(say('ticket.deadline', { time: time(clock.deadline) }))
  if (clock.doneAt !== undefined && took !== undefined)
    parts.push(say('ticket.done', { time: time(clock.doneAt), span: span(took) }))
  if (left !== undefined)
    parts.push(say(left < 0 ? 'ticket.over' : 'ticket.left', { span: span(Math.abs(left)) }))
  if (clock.paused) parts.push(say('ticket.pausedBy', clock.paused))
  if (clock.level === 'should') parts.push(say('ticket.should'))
  if (clock.assumed) parts.push(say('ticket.assumed'))
  return parts.join('\n')
}
