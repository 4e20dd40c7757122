import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { Button } from '../app/button.tsx'
import { Badge } from '../badge/badge.tsx'
import { useDirectory, useNames, useReading, useTimeZone } from '../directory/hooks.ts'
import { countdown, span } from '../format/duration.ts'
import { dateTime, nearTime } from '../format/instant.ts'
import { type Say, useLanguage, useSay } from '../i18n/hooks.ts'
import { useNow } from '../live/hooks.ts'
import { usePersonNames } from '../people/names.ts'
import { useWhyNot } from '../session/why-not.ts'
import { beginAcknowledge, useAlarmActions } from './actions.ts'
import { alarmFigures, alarmWords } from './describe.ts'
import { type AlarmRow, isUnacked } from './order.ts'
import style from './row.module.css'

interface AlarmLineProps {
  row: AlarmRow
  compact?: boolean
  /** It came first of its incident. */
  first?: boolean
}

/** One alarm on one line; on a phone on two. */
export const AlarmLine = memo(function AlarmLine({ row, compact, first }: AlarmLineProps) {
  const say = useSay()
  const language = useLanguage()
  const names = useNames()
  const directory = useDirectory()
  const reading = useReading()
  const zone = useTimeZone()
  const now = useNow()
  const { alarm, state } = row
  const point = alarm.point ? directory?.points.get(alarm.point) : undefined
  const figures = alarmFigures(alarm, point, reading)
  const lasting = (alarm.clearedAt && !alarm.active ? alarm.clearedAt : now) - alarm.raisedAt
  return (
    <div className={`${style.line} ${compact ? style.compact : ''} ${isUnacked(state) ? style.unacked : ''}`}>
      <span role="gridcell" className={style.badge}>
        <Badge priority={alarm.priority} state={state} unknown={alarm.unknown} size={20} />
      </span>
      <span role="gridcell" className={style.time} title={dateTime(alarm.raisedAt, zone)}>
        {nearTime(alarm.raisedAt, now, zone)}
      </span>
      <span role="gridcell" className={style.asset} title={alarm.asset ?? alarm.subject}>
        {names.asset(alarm.asset) || names.zone(alarm.zone) || alarm.subject}
      </span>
      <span role="gridcell" className={style.point}>
        {point ? names.point(point) : ''}
      </span>
      <span role="gridcell" className={style.what}>
        {first && (
          <span className={`${style.tag} ${style.first}`} title={say('alarm.firstOut')}>
            ①
          </span>
        )}
        <span className={style.words}>{alarmWords(alarm, language)}</span>
        {figures && <span className={style.figures}>{figures}</span>}
        {alarm.unknown && <span className={style.tag}>{say('alarm.unknown')}</span>}
        {alarm.count > 1 && <span className={style.tag}>{say('alarm.times', { n: alarm.count })}</span>}
      </span>
      <span role="gridcell" className={style.lasting} title={span(lasting)}>
        {countdown(lasting)}
      </span>
      <span role="gridcell" className={style.zone}>
        {names.zone(alarm.zone)}
      </span>
      <span role="gridcell" className={style.state}>
        <StateWords row={row} say={say} now={now} zone={zone} />
      </span>
      <span role="gridcell" className={style.ticket}>
        {alarm.ticket && (
          <Link to="/tickets/$id" params={{ id: alarm.ticket }} search={true as never}>
            {shortTicket(alarm.ticket)}
          </Link>
        )}
      </span>
      <span role="gridcell" className={style.action}>
        <AckButton row={row} />
      </span>
    </div>
  )
})

/** `GD-2026-1122-0031` → `1122-0031`: in a row the year says nothing. */
export const shortTicket = (id: string): string => id.replace(/^[A-Z]+-\d{4}-/, '')

function StateWords({ row, say, now, zone }: { row: AlarmRow; say: Say; now: number; zone: string }) {
  const { alarm, state } = row
  const person = usePersonNames()
  if (state === 'SHLVD' && alarm.shelved) {
    const { by, reason, until } = alarm.shelved
    const words = say('alarm.shelvedUntil', { by: person(by), reason, left: span(until - now) })
    return <span title={words}>{words}</span>
  }
  if (state === 'DSUPR') return <>{say('alarm.suppressedBy', { rule: alarm.suppressedBy })}</>
  if (state === 'OOSRV' && alarm.outOfService) {
    const { by, ...rest } = alarm.outOfService
    return <>{say('alarm.outOfServiceBy', { ...rest, by: person(by) })}</>
  }
  if (state === 'ACKED' && alarm.acked) {
    const { by, at, note } = alarm.acked
    const hint = [say('alarm.ackedAt', { by: person(by), time: nearTime(at, now, zone) }), note]
      .filter(Boolean)
      .join('　')
    return (
      <span title={hint}>
        {say('alarm.state.ACKED')} {person(by)}
      </span>
    )
  }
  return <>{say(`alarm.state.${state}`)}</>
}

function AckButton({ row: { alarm, state } }: { row: AlarmRow }) {
  const say = useSay()
  const why = useWhyNot('alarm.acknowledge')
  const sending = useAlarmActions(actions => actions.sending.has(alarm.id))
  if (!isUnacked(state)) return null
  if (sending) return <span className="muted">{say('alarm.sending')}</span>
  return (
    <Button
      small
      shortcut="a"
      isDisabled={why !== undefined}
      onPress={() => beginAcknowledge([alarm])}
      {...(why ? { title: why } : {})}
    >
      {say('alarm.ackShort')}
    </Button>
  )
}
